import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import type { Project } from '../../02-many-projects/src/projects/project.entity.js';
import type { ProjectsService } from '../../02-many-projects/src/projects/projects.service.js';
import type { Call } from './call.js';
import { accepted, rejected, type Scenario, unavailable } from './scenario.js';
import type { TemporaryPostgres } from '../temporary-postgres.js';

export interface Stage {
  readonly projects: ProjectsService;
  readonly scenario: Scenario;
  /** Repeats the call, which must be accepted each time, until the returned function is called. */
  readonly flow: (call: Call) => () => Promise<void>;
  readonly server: TemporaryPostgres | undefined;
}

/** How long the application keeps keys before it looks them up again. */
export const TTL = 200;

const acme = project('Acme');
const globex = project('Globex');
const initech = project('Initech');

const acmeFirst = callOf(acme, 'first key');
const acmeSecond = callOf(acme, 'second key');
const globexCall = callOf(globex, 'its key');
const initechCall = callOf(initech, 'its key');
const unknownCall = callOf(project('an unknown project'), 'a key');
const malformedCall = callOf({ id: 'not-a-uuid', name: '"not-a-uuid"' }, 'a key');

export async function play(stage: Stage): Promise<void> {
  try {
    await addTwo(stage);
    const stopFirst = stage.flow(acmeFirst);
    const stopGlobex = stage.flow(globexCall);
    await addAnother(stage);
    stage.flow(initechCall);
    await rotate(stage);
    stage.flow(acmeSecond);
    await stopFirst();
    await dropOldKey(stage);
    await stopGlobex();
    await remove(stage);
    await stopDatabase(stage);
  } finally {
    for (const { id } of [acme, globex, initech]) await stage.projects.remove(id);
  }
}

async function addTwo({ projects, scenario }: Stage): Promise<void> {
  await scenario.change('Acme and Globex added', async () => {
    await projects.add(acme, acmeFirst.signingKey);
    await projects.add(globex, globexCall.signingKey);
  });
  await scenario.expect(acmeFirst, accepted(acmeFirst, 0));
  await scenario.expect(globexCall, accepted(globexCall, 0));
  const forged = { ...acmeFirst, name: "Acme, Globex's key", signingKey: globexCall.signingKey };
  await scenario.expect(forged, rejected('signature-mismatch'));
  await scenario.expect(malformedCall, rejected('unknown-project'));
  await scenario.expect(initechCall, rejected('unknown-project'));
}

async function addAnother({ projects, scenario }: Stage): Promise<void> {
  await scenario.change('Initech added', () => projects.add(initech, initechCall.signingKey));
  await scenario.expect(initechCall, accepted(initechCall, 0));
}

async function rotate({ projects, scenario }: Stage): Promise<void> {
  await scenario.change("Acme's key rotated", () => projects.rotate(acme.id, acmeSecond.signingKey));
  await scenario.expect(acmeSecond, accepted(acmeSecond, 0));
  await scenario.expect(acmeFirst, accepted(acmeFirst, 1));
}

async function dropOldKey({ projects, scenario }: Stage): Promise<void> {
  await scenario.change("Acme's old key dropped", () => projects.dropOldKeys(acme.id));
  await scenario.expect(acmeFirst, rejected('signature-mismatch'));
  await scenario.expect(acmeSecond, accepted(acmeSecond, 0));
}

async function remove({ projects, scenario }: Stage): Promise<void> {
  await scenario.change('Globex removed', () => projects.remove(globex.id));
  await scenario.expect(globexCall, rejected('unknown-project'));
  await scenario.expect(initechCall, accepted(initechCall, 0));
}

async function stopDatabase({ scenario, server }: Stage): Promise<void> {
  if (!server) return;
  await scenario.change('database stopped, keys outdated', async () => {
    await server.stop();
    await setTimeout(2 * TTL);
  });
  await scenario.expect(acmeSecond, accepted(acmeSecond, 0));
  await scenario.expect(initechCall, accepted(initechCall, 0));
  await scenario.expect(unknownCall, unavailable);
  await scenario.change('database started again', () => server.start());
  await scenario.expect(unknownCall, rejected('unknown-project'));
  await scenario.expect(acmeSecond, accepted(acmeSecond, 0));
}

function project(name: string): Project {
  return { id: randomUUID(), name };
}

function callOf({ id, name }: Project, key: string): Call {
  return { name: `${name}, ${key}`, projectId: id, signingKey: `PSK_${randomUUID()}` };
}
