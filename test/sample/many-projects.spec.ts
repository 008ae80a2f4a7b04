import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { AppModule } from '../../sample/02-many-projects/src/app.module.js';
import { Traffic } from '../../sample/demo/02-many-projects/traffic.js';
import { ProjectsService } from '../../sample/02-many-projects/src/projects/projects.service.js';
import {
  adapterNames,
  type Answer,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import { describeWithPostgres, TemporaryPostgres } from '../support/postgres.js';
import { rejectionReason } from '../support/outcomes.js';
import { PUBLIC_URL, signedForm } from '../support/signing.js';
import { until } from '../support/until.js';

const TTL = 150;
const LIMIT = 60_000;

interface AddedProject {
  readonly id: string;
  readonly key: string;
}

const newKey = () => `PSK_${randomUUID()}`;
const forbidden = { status: 403, body: '{"statusCode":403,"message":"Forbidden"}' };

function accepted({ id }: AddedProject, keyIndex: number) {
  const say = `Hello +15551234567, this is project ${id}, signed with key ${keyIndex}.`;
  const body = `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${say}</Say></Response>`;
  return { status: 200, body };
}

describeWithPostgres('sample 02-many-projects', () => {
  let postgres: TemporaryPostgres;

  beforeAll(async () => {
    postgres = await TemporaryPostgres.create();
    Object.assign(process.env, {
      DATABASE_URL: postgres.url,
      PUBLIC_URL,
      SIGNING_KEY_TTL_MS: String(TTL),
      SIGNING_KEY_REFRESH_INTERVAL_MS: '50',
    });
  }, LIMIT);

  afterAll(() => postgres.remove(), LIMIT);

  describe.each(adapterNames)('on %s', (adapterName) => {
    let application: RunningApplication;
    let projects: ProjectsService;

    beforeAll(async () => {
      application = await startApplication(adapterName, { imports: [AppModule] });
      projects = application.app.get(ProjectsService, { strict: false });
    }, LIMIT);

    afterAll(() => application.close());

    function call({ id }: Pick<AddedProject, 'id'>, signingKey: string): Promise<Answer> {
      return application.send(signedForm('/voice', { AccountSid: id, From: '+15551234567' }, { signingKey }));
    }

    function untilStatus(status: number, project: AddedProject, key = project.key): Promise<void> {
      return until(async () => (await call(project, key)).status === status);
    }

    async function addProject(): Promise<AddedProject> {
      const project = { id: randomUUID(), key: newKey() };
      await projects.add({ id: project.id, name: 'Acme' }, project.key);
      return project;
    }

    test('names the verified project', async () => {
      const project = await addProject();
      expect(await call(project, project.key)).toMatchObject(accepted(project, 0));
    });

    test("rejects one project's call signed with another's key", async () => {
      const [project, other] = [await addProject(), await addProject()];
      expect(await call(project, other.key)).toMatchObject(forbidden);
    });

    test('rejects an unknown project, and accepts it once it is added', async () => {
      const project = { id: randomUUID(), key: newKey() };
      expect(await call(project, project.key)).toMatchObject(forbidden);
      await projects.add({ id: project.id, name: 'Acme' }, project.key);
      await untilStatus(200, project);
    });

    test.each([
      'no-uuid',
      'a'.repeat(64),
      'b3877c40da60499890adb792e98472af',
      'b3877c40-da60-4998-90ad-b792e98472ag',
    ])('rejects the project id %s without a query that fails', async (id) => {
      const earlier = application.logger.lines.length;
      expect(await rejectionReason(() => call({ id }, newKey()))).toBe('unknown-project');
      const logged = application.logger.lines.slice(earlier);
      expect(logged.filter((line) => !line.includes('Rejected POST /voice: unknown-project'))).toEqual([]);
    });

    test('rejects a call that names no project', async () => {
      const { key } = await addProject();
      const request = signedForm('/voice', { From: '+15551234567' }, { signingKey: key });
      expect(await application.send(request)).toMatchObject(forbidden);
    });

    test('accepts the new and the old key of a rotation, until the old one is dropped', async () => {
      const project = await addProject();
      expect(await call(project, project.key)).toMatchObject(accepted(project, 0));
      const key = newKey();
      await projects.rotate(project.id, key);
      await untilStatus(200, project, key);
      expect(await call(project, key)).toMatchObject(accepted(project, 0));
      expect(await call(project, project.key)).toMatchObject(accepted(project, 1));
      await projects.dropOldKeys(project.id);
      await untilStatus(403, project);
      expect(await call(project, key)).toMatchObject(accepted(project, 0));
    });

    test('goes on accepting a project that was rotated more often than the library tries keys', async () => {
      const project = await addProject();
      const keys = Array.from({ length: 12 }, newKey);
      for (const key of keys) await projects.rotate(project.id, key);
      await untilStatus(200, project, keys.at(-1));
    });

    test('rejects a removed project', async () => {
      const project = await addProject();
      expect(await call(project, project.key)).toMatchObject(accepted(project, 0));
      await projects.remove(project.id);
      await untilStatus(403, project);
      expect(await projects.findSigningKeys(project.id)).toEqual([]);
    });

    async function liveThrough(traffic: Traffic): Promise<void> {
      const project = await addProject();
      await untilStatus(200, project);
      const stopFirst = traffic.start('first key', () => call(project, project.key));
      const key = newKey();
      await projects.rotate(project.id, key);
      await untilStatus(200, project, key);
      const stopSecond = traffic.start('second key', () => call(project, key));
      await setTimeout(2 * TTL);
      await stopFirst();
      await projects.dropOldKeys(project.id);
      await untilStatus(403, project);
      await stopSecond();
      await projects.remove(project.id);
      await untilStatus(403, project, key);
    }

    test(
      'never rejects an accepted key while projects are added, rotated and removed',
      async () => {
        const traffic = new Traffic();
        const project = await addProject();
        traffic.start('a project that stays', () => call(project, project.key));
        try {
          await Promise.all([1, 2, 3].map(() => liveThrough(traffic)));
        } finally {
          await traffic.stop();
        }
        expect(traffic.rejected).toEqual([]);
        expect(traffic.sent).toBeGreaterThan(0);
      },
      LIMIT,
    );

    test(
      'while the store is down, known projects go on and others get 503',
      async () => {
        const [known, unknown] = [await addProject(), { id: randomUUID(), key: newKey() }];
        expect(await call(known, known.key)).toMatchObject(accepted(known, 0));
        await postgres.stop();
        try {
          await setTimeout(2 * TTL);
          expect(await call(known, known.key)).toMatchObject(accepted(known, 0));
          expect(await call(known, newKey())).toMatchObject({ status: 503 });
          expect(await call(unknown, unknown.key)).toMatchObject({ status: 503 });
          expect(await call({ id: 'no-uuid' }, newKey())).toMatchObject(forbidden);
        } finally {
          await postgres.start();
        }
        expect(application.logger.text).toContain('The signing key resolver failed');
        expect(application.logger.text).not.toMatch(/PSK_|postgres:/);
        await untilStatus(403, unknown);
        await projects.add({ id: unknown.id, name: 'Globex' }, unknown.key);
        await untilStatus(200, unknown);
      },
      LIMIT,
    );
  });
});
