import { createApplication } from '../create-application.js';
import { ProjectsService } from '../projects/projects.service.js';
import { type Call, Caller, PUBLIC_URL } from './caller.js';
import { play, TTL } from './play.js';
import { ReasonLogger } from './reason-logger.js';
import { type Outcome, Scenario } from './scenario.js';
import type { ThrowAwayPostgres } from './throw-away-postgres.js';
import { Traffic } from './traffic.js';

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly traffic: Traffic;
}

/** Starts the application, and plays the life of some projects to it. */
export async function runDemo(databaseUrl: string, server?: ThrowAwayPostgres): Promise<Report> {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL,
    SIGNING_KEY_TTL_MS: String(TTL),
    SIGNING_KEY_REFRESH_INTERVAL_MS: '50',
  });
  const logger = new ReasonLogger();
  const app = await createApplication({ logger, abortOnError: false });
  const traffic = new Traffic();
  try {
    await app.listen(0, '127.0.0.1');
    const caller = new Caller(app);
    const projects = app.get(ProjectsService, { strict: false });
    const scenario = new Scenario(caller, logger);
    const flow = (call: Call) => traffic.start(call.name, () => caller.send(call));
    await play({ projects, scenario, flow, server });
    return { outcomes: scenario.outcomes, traffic };
  } finally {
    await traffic.stop();
    await app.close();
  }
}
