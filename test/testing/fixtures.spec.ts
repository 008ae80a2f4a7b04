import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as entry from 'nestjs-signalwire-webhook/testing';
import type { SignedTestRequest } from 'nestjs-signalwire-webhook/testing';

import { adapterNames, type RunningApplication } from '../support/applications.js';
import { type Echo, signalwire, startEcho } from './echo-application.js';
import { callingEvent, callingEventTypes, formFixtures, jsonFixtures } from './fixture-requests.js';

const forms = Object.entries(formFixtures).map(([name, fixture]) => {
  const payload: object = fixture();
  return [name, payload, signalwire.form('/hook', payload)] as const;
});
const documents = Object.entries(jsonFixtures).map(([name, fixture]) => {
  const payload: object = fixture();
  return [name, payload, signalwire.json('/hook', payload)] as const;
});
const events = callingEventTypes.map((type) => {
  const payload: object = callingEvent(type);
  return [type, payload, signalwire.json('/hook', payload, { algorithms: ['sha256'] })] as const;
});
const all: (readonly [string, object, SignedTestRequest])[] = [...forms, ...documents, ...events];

test('every fixture of the entry is tried here', () => {
  const others = ['WebhookTestClient', 'overrideSignalWireWebhook', 'callingEvent'];
  const names = [...Object.keys(formFixtures), ...Object.keys(jsonFixtures), ...others];
  expect(names.sort()).toEqual(Object.keys(entry).sort());
});

test('docs/how-to/testing.md names every fixture', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/testing.md'), 'utf8');
  const [, section = ''] = page.split('\n## Fixtures\n');
  const named = Array.from(section.matchAll(/`(\w+)[`(]/g), ([, name]) => name);
  const names = [...Object.keys(formFixtures), ...Object.keys(jsonFixtures), 'callingEvent'];
  expect(names.filter((name) => !named.includes(name))).toEqual([]);
});

describe.each(adapterNames)('on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startEcho(adapterName);
  });

  afterAll(() => application.close());

  test.each(all)('%s is accepted signed and rejected tampered', async (_name, payload, request) => {
    const origin = `http://127.0.0.1:${application.port}`;
    const response = await fetch(...request.toFetch(origin));
    expect(response.status).toBe(200);
    expect(((await response.json()) as Echo).payload).toEqual(payload);
    expect((await fetch(...request.tampered().toFetch(origin))).status).toBe(403);
  });
});

describe('form fixtures', () => {
  test.each(forms)('%s: all values are text', (_name, payload) => {
    expect(Object.values(payload).every((value) => typeof value === 'string')).toBe(true);
  });

  test.each(forms)('%s: no value is empty, and ids are UUIDs', (_name, payload) => {
    for (const [name, value] of Object.entries(payload)) {
      expect(value).not.toBe('');
      if (name.endsWith('Sid')) expect(value).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    }
  });

  test('overrides replace, add and remove', () => {
    const call = entry.inboundCall({
      From: '+12025550101',
      To: null,
      CallSid: undefined,
      Extra: 1,
      Flag: true,
    });
    expect(call).toMatchObject({ From: '+12025550101', Extra: '1', Flag: 'true', Direction: 'inbound' });
    expect(call).not.toHaveProperty('To');
    expect(call).not.toHaveProperty('CallSid');
    expect(entry.inboundCall().To).toBeDefined();
  });

  test('a list repeats the parameter', () => {
    const { body } = signalwire.form('/hook', entry.dialAction({ DialCallSid: ['a', 'b'] }));
    expect(String(body)).toContain('DialCallSid=a&DialCallSid=b');
  });

  test('an inbound message with media', () => {
    const media = [
      { url: 'https://files.example.com/1.jpg', contentType: 'image/jpeg' },
      { url: 'https://files.example.com/2', contentType: undefined },
    ];
    const message = entry.inboundMessage({ Body: '' }, media);
    expect(message).toMatchObject({
      Body: '',
      NumMedia: '2',
      MediaUrl0: 'https://files.example.com/1.jpg',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://files.example.com/2',
    });
    expect(message).not.toHaveProperty('MediaContentType1');
    expect(entry.inboundMessage()).toMatchObject({ NumMedia: '0' });
    expect(entry.inboundMessage({ NumMedia: null })).not.toHaveProperty('NumMedia');
  });
});

describe('JSON fixtures', () => {
  test('overrides are merged, null stays null, undefined removes', () => {
    const call = entry.swmlCall({
      call: { from: 'sip:a@example.com', to: undefined, headers: [{ name: 'X-A' }] },
    });
    expect(call.call).toMatchObject({ from: 'sip:a@example.com', headers: [{ name: 'X-A' }], type: 'phone' });
    expect(call.call).not.toHaveProperty('to');
    expect(entry.swmlMessage({ message: { body: null } }).message.body).toBeNull();
    expect(entry.swmlCall({ vars: { choice: '1' }, params: undefined })).not.toHaveProperty('params');
    expect(entry.swmlCall({ vars: { choice: '1' } }).vars).toEqual({ choice: '1' });
  });

  test('a fixture that is changed changes no other', () => {
    const first = entry.swmlCall() as { call: { from?: string } };
    first.call.from = 'changed';
    expect(entry.swmlCall().call.from).not.toBe('changed');
    const headers = entry.swmlCall().call.headers as unknown[];
    headers.push('changed');
    expect(entry.swmlCall().call.headers).toEqual([]);
  });

  test('events are typed by their type', () => {
    const event = entry.callingEvent('calling.call.state', { params: { call_state: 'ended' } });
    expect(event.event_type).toBe('calling.call.state');
    expect(event.params?.call_state).toBe('ended');
    expect(event.params?.direction).toBe('outbound');
    expect(entry.callingEvent('calling.transcript.completed').params?.text).toEqual(expect.any(String));
  });
});
