import { describe, expect, test } from '@jest/globals';
import * as testing from 'nestjs-signalwire-webhook/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { WEBHOOK_KINDS as CLI_KINDS } from '../../lib/tools/cli/fixture-kinds.js';
import { WEBHOOK_KINDS as CONTROLLER_KINDS } from '../../lib/tools/schematics/controller-kinds.js';
import { CALLING_EVENT_TYPES, KNOWN_KINDS } from '../../lib/webhooks/webhook-kind.js';
import { readReferencePage } from '../support/reference-page.js';

const page = readReferencePage('webhooks.md');
const source = readFileSync(join(import.meta.dirname, '../../lib/webhooks/webhook-payloads.ts'), 'utf8');
const [, payloads = ''] = /export interface WebhookPayloads \{([^]*?)^\}/m.exec(source) ?? [];

interface Kind {
  readonly text: string;
  readonly type: string;
  /** The content of its section: how SignalWire sends the kinds of it. */
  readonly group: string;
}

/** The kinds of the page: their headings, and what follows. */
function documentedKinds(): Map<string, Kind> {
  const [, ...groups] = page.split(/^## /m);
  const entries = groups.flatMap((group) => {
    const [intro = '', ...kinds] = group.split(/^### /m);
    return kinds.map((text) => {
      const [, name = '', type = ''] = /^`([\w.-]+)`[^]*?^- Type: `(\w+)`$/m.exec(text) ?? [];
      return [name, { text, type, group: intro }] as const;
    });
  });
  return new Map(entries);
}

describe('docs/reference/webhooks.md', () => {
  const kinds = documentedKinds();

  test('has each kind, with its type and its text', () => {
    expect([...kinds.keys()].sort()).toEqual([...KNOWN_KINDS].sort());
    for (const [name, { text, type }] of kinds) {
      expect(payloads).toContain(`  readonly '${name}': ${type};`);
      const [, comment = ''] = new RegExp(`/\\*\\* (.+) \\*/\\s+readonly '${name}'`).exec(payloads) ?? [];
      expect(text).toContain(comment);
    }
  });

  test('has as many kinds as the landing page says', () => {
    const landing = readFileSync(join(import.meta.dirname, '../../docs/index.md'), 'utf8');
    expect(landing).toContain(`[${kinds.size} kinds of webhooks](reference/webhooks.md)`);
  });

  test('has the fixture of each kind that has one', () => {
    for (const [name, { text }] of kinds) {
      const [, fixture = ''] = /^- Fixture: (?:`(\w+)\(.*\)`|None)$/m.exec(text) ?? [];
      expect([name, fixture]).toEqual([name, CONTROLLER_KINDS[name]?.fixture ?? '']);
      if (fixture !== '') expect(testing).toHaveProperty(fixture);
    }
  });

  test('says how SignalWire sends each kind', () => {
    for (const [name, { group }] of kinds) {
      const encoding = CLI_KINDS[name]?.type ?? 'json';
      expect(group).toContain(`content: ['${encoding}']`);
    }
  });

  test('says what each kind expects as its response', () => {
    for (const [name, { text }] of kinds) {
      const expectsValue = CONTROLLER_KINDS[name]?.response !== undefined;
      expect(text).toMatch(expectsValue ? /^- Response: (?:cXML|SWML|JSON)$/m : /^- Response: No value$/m);
    }
  });

  test('has each type of a calling event', () => {
    const { text = '' } = kinds.get('calling.collect') ?? {};
    const types = [...text.matchAll(/^- `(calling\.[\w.]+)`$/gm)].map(([, type]) => type);
    expect(types).toEqual([...CALLING_EVENT_TYPES]);
  });
});
