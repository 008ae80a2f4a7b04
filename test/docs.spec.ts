import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/docs');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The blocks that stand for themselves; fragments, which import nothing, are shown for their shape. */
function wholeBlocks(page: string): string[] {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, code = '']) => code).filter((code) => /^import /m.test(code));
}

describe('the documentation', () => {
  test('its code compiles', () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const page of pages) {
      for (const [index, code] of wholeBlocks(page).entries()) {
        writeFileSync(join(folder, `${page.replace(/\W/g, '-')}-${index}.ts`), code);
      }
    }
    const compilerOptions = { noEmit: true, paths: undefined, types: ['node', 'jest'] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['.'] }),
    );
    expect(readdirSync(folder).length).toBeGreaterThan(4);
    execFileSync('npx', ['tsc', '-p', folder], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  });

  test.each(pages)('%s: each link leads to a file', (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)];
    for (const [, link = ''] of links) {
      expect(() => readdirSync(join(root, page, '..', link, '..'))).not.toThrow();
    }
  });
});
