import { describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';

import { decodeText } from '../../../lib/tools/schematics/changes.js';
import {
  type ApplicationOnDisk,
  canMount,
  type Files,
  MAIN,
  MODULE,
  usingApplication,
} from '../../support/nest-add.js';

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Nothing on the disk may change, and the manual steps are printed. */
async function expectNoChange(
  application: ApplicationOnDisk,
  reason: RegExp,
  run = () => application.schematic('nest-add'),
): Promise<void> {
  const before = application.snapshot();
  const { code, output } = await run();
  expect(output).toMatch(reason);
  expect(output).toMatch(/nothing was changed/i);
  expect(output).toContain('SignalWireWebhookModule.forRootAsync({');
  expect(code).toBe(1);
  expect(application.snapshot()).toEqual(before);
}

describe('a file that is not UTF-8 is not understood', () => {
  test('.env.example, by the program nest', async () => {
    await usingApplication({ '.env.example': utf16('PORT=3000\r\n') }, async (application) => {
      await expectNoChange(application, /\.env\.example: it is not encoded in UTF-8/, () =>
        application.nestAdd(),
      );
    });
  });

  test.each<[string, Files]>([
    ['little-endian UTF-16', { 'src/main.ts': utf16(MAIN) }],
    ['big-endian UTF-16', { 'src/app.module.ts': utf16(MODULE).swap16() }],
    ['Latin-1', { '.env.example': latin1('# Grüße\r\n') }],
    [
      'Latin-1 in JSON',
      { 'package.json': latin1('{"author":"Jürgen","dependencies":{"@nestjs/core":"12"}}') },
    ],
  ])('%s, by the schematic', async (_, files) => {
    const [path = ''] = Object.keys(files);
    await usingApplication(files, async (application) => {
      await expectNoChange(application, new RegExp(`${path}: it is not encoded in UTF-8`));
    });
  });

  test.each([
    ['UTF-16', utf16('PORT=3000')],
    ['UTF-16 without a byte order mark', utf16('PORT=3000').subarray(2)],
    ['big-endian UTF-16', utf16('PORT=3000').swap16()],
    ['Latin-1', latin1('# Grüße')],
    ['a cut off character', Buffer.from('€').subarray(0, 2)],
    ['an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a character in too many bytes', Buffer.from([0xc0, 0xaf])],
  ])('%s', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow('not encoded in UTF-8');
  });

  test.each(['', '\uFEFF', '\uFEFF\uFEFFa', 'Grüße\r\n', '🙂\u2028'])('%j stays the same', (text) => {
    expect(decodeText(Buffer.from(text))).toBe(text);
  });

  test('of the generator for controllers as well', async () => {
    await usingApplication({ 'src/app.module.ts': latin1(`// Grüße\n${MODULE}`) }, async (application) => {
      const before = application.snapshot();
      const { code, output } = await application.schematic('webhook', 'voice');
      expect(output).toContain('src/app.module.ts: it is not encoded in UTF-8');
      expect(code).toBe(1);
      expect(application.snapshot()).toEqual(before);
    });
  });

  test('one that is only searched may have any encoding', async () => {
    const config =
      "import { ConfigModule } from '@nestjs/config';\nexport const config = ConfigModule.forRoot();\n";
    const files = { 'src/config.ts': utf16(config), 'src/other.ts': latin1('// Grüße, ConfigModule\n') };
    await usingApplication(files, async (application) => {
      const { code } = await application.schematic('nest-add', '--skip-install');
      expect(code).toBe(0);
      expect(application.read('src/app.module.ts')).not.toContain('ConfigModule.forRoot()');
    });
  });

  test('byte order marks and line ends stay as they are', async () => {
    const files = {
      '.env.example': '\uFEFFPUBLIC_URL=https://a.example\r\nNAME=Grüße\r\n',
      'src/main.ts': `\uFEFF${MAIN.replaceAll('\n', '\r\n')}`,
      'src/app.module.ts': `\uFEFF${MODULE.replaceAll('\n', '\r\n')}`,
      'package.json': '\uFEFF{\r\n\t"dependencies": {\r\n\t\t"@nestjs/core": "^12.0.1"\r\n\t}\r\n}',
    };
    await usingApplication(files, async (application) => {
      const { code } = await application.schematic('nest-add', '--skip-install');
      expect(code).toBe(0);
      for (const path of Object.keys(files)) {
        const text = application.read(path);
        expect(text.startsWith('\uFEFF')).toBe(true);
        expect(text.slice(1).replaceAll('\r\n', '')).not.toMatch(/[\r\n\uFEFF]/);
      }
      expect(application.read('.env.example').match(/PUBLIC_URL/g)).toHaveLength(1);
      expect(application.read('.env.example')).toContain('NAME=Grüße\r\n');
      expect(application.read('package.json')).toBe(
        '\uFEFF{\r\n\t"dependencies": {\r\n\t\t"@nestjs/config": "^12.0.0",\r\n\t\t"@nestjs/core": "^12.0.1"\r\n\t}\r\n}',
      );
    });
  });
});

test('links to folders are not searched, so that links to a folder above them end', async () => {
  await usingApplication({}, async (application) => {
    symlinkSync('..', application.path('src/first'));
    symlinkSync('..', application.path('src/second'));
    const { code } = await application.schematic('nest-add', '--skip-install');
    expect(code).toBe(0);
    expect(application.read('src/main.ts')).toContain('rawBody: true');
  });
});

test('package.json keeps its formatting and its numbers', async () => {
  const text = (line: string) => `{
  "name": "a", "version":"1.0.0",
    "x": [1e3, 1.0, -0, 12345678901234567890, "\\u00e9\\/", { }],
  "dependencies": {
      "@nestjs/core": "^12.0.1",${line}
      "b" : "1"
  }
}`;
  // The added line is in order of the alphabet.
  const [before, after] = [
    text(''),
    text('').replace('"@nestjs/core"', '"@nestjs/config" : "^12.0.0",\n      "@nestjs/core"'),
  ];
  await usingApplication({ 'package.json': before }, async (application) => {
    const { code } = await application.schematic('nest-add', '--skip-install');
    expect(code).toBe(0);
    expect(application.read('package.json')).toBe(after);
  });
});

test.each([
  ['four spaces', '    ', '\n', ''],
  ['tabs and Windows line ends', '\t', '\r\n', '\r\n'],
])('%s, and the end of each file, stay as they are', async (_, indent, newline, end) => {
  const styled = (text: string) => text.replace(/^ {2}/gm, indent).replaceAll('\n', newline).trimEnd() + end;
  const options = (line: string) => `await NestFactory.create(AppModule, {\n  cors: true,${line}\n});\n`;
  const main = (line: string) =>
    styled(MAIN.replace('await NestFactory.create(AppModule);\n', options(line)));
  const files = { 'src/main.ts': main(''), 'src/app.module.ts': styled(MODULE), '.env.example': 'A=1' };
  await usingApplication(files, async (application) => {
    const { code } = await application.schematic('nest-add', '--skip-install');
    expect(code).toBe(0);
    expect(application.read('src/main.ts')).toBe(main('\n  rawBody: true,'));
    const module = application.read('src/app.module.ts');
    expect(module).toContain(
      `${newline}${indent}imports: [${newline}${indent}${indent}ConfigModule.forRoot(),`,
    );
    expect(module.endsWith(`}${end}`) && !module.endsWith(`${newline}${newline}`)).toBe(true);
    expect(module.replaceAll(newline, '')).not.toMatch(/[\r\n]/);
    expect(application.read('.env.example')).toMatch(/^A=1\n\n#/);
  });
});

test('a main.ts that is not understood stays as it is', async () => {
  const options = "const options = { cors: true };\noptions['rawBody'] = false;";
  const main = MAIN.replace(/const app[^]*/, `${options}\nawait NestFactory.create(AppModule, options);\n`);
  await usingApplication({ 'src/main.ts': main }, async (application) => {
    await expectNoChange(application, /src\/main\.ts: .* variable options, which may be changed or hidden/);
  });
});

describe('a file that cannot be written leaves no half change', () => {
  test.each(['src/main.ts', 'src/app.module.ts', 'package.json', '.env.example'])(
    '%s is read-only',
    async (path) => {
      await usingApplication({ '.env.example': '# none yet\n' }, async (application) => {
        chmodSync(application.path(path), 0o444);
        await expectNoChange(
          application,
          new RegExp(
            `${path.replaceAll('.', '\\.')} cannot be written \\(EACCES.*Fix: chmod u\\+rwX ${path.replaceAll('.', '\\.')}(\\s|$)`,
          ),
          () => application.schematicWithoutRights('nest-add'),
        );
      });
    },
  );

  test('a folder in which nothing can be created', async () => {
    await usingApplication({}, async (application) => {
      chmodSync(application.path('src'), 0o555);
      await expectNoChange(
        application,
        /src\/voice\/voice\.controller\.ts cannot be written \(EACCES.*Fix: chmod u\+rwX src(\s|$)/,
        () => application.schematicWithoutRights('nest-add', '--with-example'),
      );
    });
  });

  test('a directory in its place', async () => {
    await usingApplication({}, async (application) => {
      mkdirSync(application.path('.env.example'));
      await expectNoChange(application, /\.env\.example: it cannot be read/);
    });
  });

  test('a link to nowhere in its place', async () => {
    await usingApplication({}, async (application) => {
      symlinkSync('nowhere/at-all', application.path('.env.example'));
      await expectNoChange(
        application,
        /\.env\.example cannot be written.*Fix: mv \.env\.example \.env\.example\.old/,
      );
    });
  });

  test('a file in the place of its folder', async () => {
    await usingApplication({ 'src/voice': '' }, async (application) => {
      await expectNoChange(
        application,
        /src\/voice\/voice\.controller\.ts cannot be written \(ENOTDIR.*Fix: mv src\/voice src\/voice\.old/,
        () => application.schematic('nest-add', '--with-example'),
      );
    });
  });

  test('the generator for controllers as well', async () => {
    await usingApplication({}, async (application) => {
      chmodSync(application.path('src/app.module.ts'), 0o444);
      const before = application.snapshot();
      const { code, output } = await application.schematicWithoutRights('webhook', 'voice');
      expect(output).toMatch(/src\/app\.module\.ts cannot be written \(EACCES.*nothing was changed/);
      expect(code).toBe(1);
      expect(application.snapshot()).toEqual(before);
    });
  });

  test('a write that fails half way is undone, and the output says so', async () => {
    // Below the limit before the change, above it afterwards.
    const module = `${MODULE}\n// ${'x'.repeat(800)}\n`;
    await usingApplication({ 'src/app.module.ts': module }, async (application) => {
      const before = application.snapshot();
      const { code, output } = await application.schematicWithFileLimit(
        1,
        'nest-add',
        '--with-example',
        '--skip-install',
      );
      expect(output).toContain('EFBIG');
      expect(output).toContain('A file could not be written, so all changes were undone:');
      expect(output).toMatch(/src\/main\.ts: restored/);
      expect(output).toMatch(/src\/app\.module\.ts: restored/);
      expect(output).toMatch(/\.env\.example: removed/);
      expect(code).toBe(1);
      expect(application.snapshot()).toEqual(before);
    });
  });

  (canMount ? test : test.skip)('a full disk', async () => {
    await usingApplication({}, async (application) => {
      await expectNoChange(application, /The disk has no space for \d+ bytes/, () =>
        application.schematicOnFullDisk('nest-add'),
      );
    });
  });

  test('--dry-run changes nothing, and reports no failure', async () => {
    await usingApplication({}, async (application) => {
      const before = application.snapshot();
      const { code, output } = await application.schematic('nest-add', '--dry-run');
      expect(output).toContain('UPDATE src/main.ts');
      expect(output).not.toContain('undone');
      expect(code).toBe(0);
      expect(application.snapshot()).toEqual(before);
    });
  });

  test('a failure after all files were written undoes nothing', async () => {
    await usingApplication({}, async (application) => {
      const { code, output } = await application.schematicWithoutManager('nest-add');
      expect(code).toBe(1);
      expect(output).not.toContain('undone');
      expect(application.read('src/main.ts')).toContain('rawBody: true');
    });
  });
});
