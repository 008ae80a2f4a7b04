import { describe, expect, test } from '@jest/globals';

import { describeField, describeMedia } from '../../../../lib/tools/cli/inspect/describe-field.js';

describe('what a field says in words', () => {
  test.each([
    ['CallDuration', '94', '1 min 34 s'],
    ['RecordingDuration', '5', '5 s'],
    ['Timestamp', 'Thu, 04 Apr 2024 18:32:15 +0000', 'Thu, 04 Apr 2024 18:32:15 GMT'],
    ['timestamp', 1777565701.5, 'Thu, 30 Apr 2026 16:15:01 GMT'],
    ['From', '+15551234567', undefined],
    ['CallDuration', 'soon', undefined],
  ])('%s %j', (name, value, words) => {
    expect(describeField(name, value)).toBe(words);
  });

  test('the media of a message, by their content type', () => {
    const payload = {
      NumMedia: '2',
      MediaUrl0: 'https://a/0',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://a/1',
    };
    expect(describeMedia(payload, 'MediaUrl0', payload.MediaUrl0)).toBe('image/jpeg');
    expect(describeMedia(payload, 'MediaUrl1', payload.MediaUrl1)).toBeUndefined();
    expect(describeMedia(payload, 'Body', 'https://a/0')).toBeUndefined();
  });
});
