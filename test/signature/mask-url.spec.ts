import { describe, expect, test } from '@jest/globals';

import { maskCredentials, maskUrl } from '../../lib/signature/internal.js';

describe('what a URL may hold of secrets is masked', () => {
  test.each([
    ['https://example.com/voice', 'https://example.com/voice'],
    ['/voice?token=s3cret', '/voice?token=…'],
    ['/voice?a=&token=s3cret&&s3cret&a', '/voice?a=&token=…&&…&…'],
    ['/voice?s3cret', '/voice?…'],
    ['/voice?', '/voice?'],
    ['?token=s3cret', '?token=…'],
    ['/voice?token=s3cret=s3cret?s3cret', '/voice?token=…'],
    ['/voice?token%3Ds3cret', '/voice?…'],
    ['/voice?a=1&amp;token=s3cret', '/voice?a=…&amp;token=…'],
    ['/voice?filter[id]=s3cret', '/voice?filter[id]=…'],
    ['/voice?token=s3cret#s3cret', '/voice?token=…#…'],
    ['/voice#?token=s3cret', '/voice#…'],
    ['/voice%3Ftoken=s3cret', '/voice%3F…'],
    ['/voice%253ftoken%253Ds3cret', '/voice%253f…'],
    ['https://u:s3cret@example.com/voice?next=https://u:s3cret@b/', 'https://***@example.com/voice?next=…'],
    [`/${'a'.repeat(5_000)}?token=s3cret`, `/${'a'.repeat(4_095)}…`],
  ])('%s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });

  test.each([
    ['https://u:p@a.b/@c', 'https://***@a.b/@c'],
    ['https://u@a.b', 'https://***@a.b'],
    ['https://a.b/u:p@c', 'https://a.b/u:p@c'],
    ['https://a.b//u:p@c', 'https://a.b//u:p@c'],
    ['https://u:p@q@a.b', 'https://***@a.b'],
    ['https://u:p/q@a.b', 'https://***@a.b'],
    ['https://u:p?q#r@a.b', 'https://***@a.b'],
    ['https://a.b:8443/c@d', 'https://a.b:8443/c@d'],
    ['https://a.b:8443?c@d', 'https://a.b:8443?c@d'],
    ['https://https://u:p@a.b', 'https://https://***@a.b'],
    ['"https://u:p@a.b"', '"https://***@a.b"'],
    ['//u:p@a.b', '//***@a.b'],
    [`https://${'u'.repeat(5_000)}:p@a.b`, 'https://***@a.b'],
  ])('the credentials of %s', (url, masked) => {
    expect(maskCredentials(url)).toBe(masked);
    expect(maskCredentials(masked)).toBe(masked);
  });
});
