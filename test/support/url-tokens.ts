/** Secrets of URL tokens. */
export const SECRET = 'h5CzJtJ7bC3k1Hqv2bWkTtZ0mJr0nD8x';
export const NEWER_SECRET = 'p9ExAqR2mV6s8Yw1cUdLfGiKhNzBt3O7';
