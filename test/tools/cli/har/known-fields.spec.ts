import { expect, jest, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { FIELD_NAMES, FIELD_VALUES } from '../../../../lib/tools/cli/har/known-fields.js';

// The test compiles lib/webhooks.
jest.setTimeout(60_000);

const folder = join(import.meta.dirname, '../../../../lib/webhooks');
/** The files without types of what SignalWire sends. */
const OTHERS = ['webhook-payloads.ts', 'swaig-response.ts', 'statuses.ts', 'status-order.ts'];

/** The names of the fields in these types, each with the values that its type lists. */
function readTypes(): Map<string, Set<string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !OTHERS.some((other) => file.endsWith(other)))
    .map((file) => join(folder, file));
  const program = ts.createProgram(files, {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const fields = new Map<string, Set<string>>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && !ts.isComputedPropertyName(node.name)) {
      const type = checker.getTypeAtLocation(node.name);
      const values = fields.get(node.name.text) ?? new Set();
      for (const each of type.isUnion() ? type.types : [type])
        if (each.isStringLiteral()) values.add(each.value);
      fields.set(node.name.text, values);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(file) as ts.Node);
  return fields;
}

test('the names and values that --redact keeps are those of the types of webhooks', () => {
  const fields = readTypes();
  const valued = [...fields].filter(([, values]) => values.size > 0);
  expect([...FIELD_NAMES].sort()).toEqual([...fields.keys()].sort());
  expect(sorted(FIELD_VALUES)).toEqual(sorted(valued));
});

function sorted(fields: Iterable<readonly [string, ReadonlySet<string>]>): Record<string, string[]> {
  return Object.fromEntries([...fields].map(([name, values]) => [name, [...values].sort()]));
}
