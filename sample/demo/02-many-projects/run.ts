import { AppModule } from '../../02-many-projects/src/app.module.js';
import { ProjectsService } from '../../02-many-projects/src/projects/projects.service.js';
import { startApplication } from '../start-application.js';
import type { TemporaryPostgres } from '../temporary-postgres.js';
import { type Call, PUBLIC_URL, sendCall } from './call.js';
import { play, TTL } from './play.js';
import { type Outcome, Scenario } from './scenario.js';
import { Traffic } from './traffic.js';

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly traffic: Traffic;
}

/** Starts the application, and plays the life of some projects to it. */
export async function runDemo(databaseUrl: string, server?: TemporaryPostgres): Promise<Report> {
  const application = await startApplication(AppModule, 'express', {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL,
    SIGNING_KEY_TTL_MS: String(TTL),
    SIGNING_KEY_REFRESH_INTERVAL_MS: '50',
  });
  const traffic = new Traffic();
  try {
    const projects = application.app.get(ProjectsService, { strict: false });
    const scenario = new Scenario(application);
    const flow = (call: Call) => traffic.start(call.name, () => sendCall(call, application.origin));
    await play({ projects, scenario, flow, server });
    return { outcomes: scenario.outcomes, traffic };
  } finally {
    await traffic.stop();
    await application.app.close();
  }
}
