export const SIGNING_KEY = 'PSK_of_the_consumer';
export const PUBLIC_URL = 'https://example.com';
