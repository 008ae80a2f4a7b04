import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isListOfProjects, type SigningKeyCacheOptions } from './key-cache-options.js';
import { withinTime } from './time-limit.js';

interface KnownProjectsSetup {
  /** The least time between two calls of a function that gives the list, in milliseconds. */
  readonly interval: number;
  readonly timeLimit: number;
  readonly warn: (message: string) => void;
}

/** The projects of `signingKeyCache.knownProjects`. A function is called again at most once an interval. */
export class KnownProjects {
  private ids: ReadonlySet<string> = new Set();
  private requestedAt = -Infinity;
  private isRefreshing = false;
  private isCurrent = true;

  constructor(
    private readonly source: SigningKeyCacheOptions['knownProjects'],
    private readonly setup: KnownProjectsSetup,
  ) {
    if (typeof source === 'object') this.ids = new Set(source);
  }

  get all(): readonly string[] {
    return [...this.ids];
  }

  /** Whether the function failed when it was last asked. */
  get isUnavailable(): boolean {
    return !this.isCurrent;
  }

  /** Does not wait for a function: until it gave a list, the last one counts. */
  has(project: string): boolean {
    const isDue = !this.isRefreshing && performance.now() - this.requestedAt >= this.setup.interval;
    if (typeof this.source === 'function' && isDue) void this.refresh();
    return this.ids.has(project);
  }

  /** Never rejects: while the list is unavailable, the last one counts. */
  async refresh(): Promise<void> {
    const { source, setup } = this;
    if (typeof source !== 'function') return;
    this.isRefreshing = true;
    this.requestedAt = performance.now();
    this.isCurrent = false;
    try {
      const ids: unknown = await withinTime<unknown>(setup.timeLimit, source, () => new Error('late'));
      if (isListOfProjects(ids)) {
        this.ids = new Set(ids);
        this.isCurrent = true;
      } else {
        setup.warn(
          'signingKeyCache.knownProjects must give a list of projects, a string[]; it gave something else.',
        );
      }
    } catch (error) {
      setup.warn(`signingKeyCache.knownProjects failed or was late: ${describeThirdPartyError(error)}.`);
    } finally {
      this.isRefreshing = false;
    }
  }
}
