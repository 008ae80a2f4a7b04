import { type Aim, aims, decimals, median, report, table } from '../report.js';
import type { LoadLength } from './client.js';
import type { Contestant } from './contestants.js';
import { type AdapterName, adapters, Arena, type Figures } from './processes.js';
import { type BenchmarkRequest, forged, forgedForProject, honest, unconcerned } from './requests.js';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 2 : 3;
/** Of the run that warms a server up, and of the run that measures it. */
const LENGTH: LoadLength = isQuick ? { amount: 4_000 } : { duration: 2 };
const FORGED_ROUNDS = isQuick ? 1 : 2;
const FORGED_AMOUNT = { amount: isQuick ? 100 : 300 };

const GUARDED = [
  'empty guard',
  'HMAC guard',
  'HMAC guard, empty interceptor',
  'compatibility-api guard',
  'twilio guard',
  'our guard',
  'our guard, resolver',
  'our decorator',
] as const satisfies Contestant[];
const UNCONCERNED = ['no guard', 'our decorator'] as const satisfies Contestant[];
const FORGED = ['no guard', 'our guard', 'our guard, resolver'] as const satisfies Contestant[];

interface Contest {
  readonly name: string;
  readonly adapter: AdapterName;
  readonly request: BenchmarkRequest;
  readonly rounds: number;
  readonly length: LoadLength;
  readonly figures: ReadonlyMap<Contestant, Figures[]>;
}

function contest(
  name: string,
  adapter: AdapterName,
  request: BenchmarkRequest,
  names: readonly Contestant[],
  rounds: number,
  length: LoadLength,
): Contest {
  return { name, adapter, request, rounds, length, figures: new Map(names.map((each) => [each, []])) };
}

/**
 * Round by round, so that a slow spell of the machine meets all alike. Each round has new servers, because two processes of one
 * contestant differ by more than two contestants do.
 */
async function race({ adapter, request, rounds, length, figures }: Contest): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const arena = new Arena();
    try {
      for (const contestant of figures.keys()) {
        await arena.open(adapter, contestant);
        await arena.run(adapter, contestant, request, length);
      }
      for (const [contestant, results] of figures)
        results.push(await arena.run(adapter, contestant, request, length));
    } finally {
      arena.close();
    }
  }
}

type Figure = keyof Figures;

function middle({ figures }: Contest, contestant: Contestant, figure: Figure): number {
  return median((figures.get(contestant) ?? []).map((each) => each[figure]));
}

/** The median of the rounds' ratios: in one round both met the same machine. */
function ratio({ figures }: Contest, contestant: Contestant, to: Contestant, figure: Figure): number {
  const others = figures.get(to) ?? [];
  return median(
    (figures.get(contestant) ?? []).map((each, round) => each[figure] / (others[round]?.[figure] ?? NaN)),
  );
}

function throughput(each: Contest, reference: Contestant): string {
  const rows = [...each.figures.keys()].map((contestant) => [
    contestant,
    decimals(middle(each, contestant, 'requestsPerSecond'), 0),
    decimals(ratio(each, contestant, reference, 'requestsPerSecond')),
    decimals(middle(each, contestant, 'processorTime'), 1),
    decimals(ratio(each, contestant, reference, 'processorTime')),
  ]);
  const head = ['', 'requests/s', `÷ ${reference}`, 'server µs/request', `÷ ${reference}`];
  return table(`${each.name}, ${each.adapter}`, [head, ...rows]);
}

function aimsOf(adapter: AdapterName, form: Contest, other: Contest): Aim[] {
  const share = (contestant: Contestant, to: Contestant) => ratio(form, contestant, to, 'requestsPerSecond');
  return [
    { name: `${adapter}: our guard ÷ HMAC guard`, measured: share('our guard', 'HMAC guard'), atLeast: 0.85 },
    {
      name: `${adapter}: our decorator ÷ HMAC guard with an empty interceptor`,
      measured: share('our decorator', 'HMAC guard, empty interceptor'),
      atLeast: 0.85,
    },
    {
      name: `${adapter}: our guard ÷ compatibility-api guard`,
      measured: share('our guard', 'compatibility-api guard'),
      atLeast: 1,
    },
    {
      name: `${adapter}: a route of no concern, with the module ÷ without`,
      measured: ratio(other, 'our decorator', 'no guard', 'requestsPerSecond'),
      atLeast: 0.98,
    },
  ];
}

/** By the server's processor time: a rejection is compared with what the framework spends on the same bytes. */
function forgedTable(contests: readonly Contest[]): string {
  const head = ['', 'adapter', 'bytes', 'framework alone, µs', 'our guard ÷', 'our guard, resolver ÷'];
  const rows = contests.map((each) => [
    each.name,
    each.adapter,
    String(each.request.body?.length),
    decimals(middle(each, 'no guard', 'processorTime'), 0),
    decimals(ratio(each, 'our guard', 'no guard', 'processorTime')),
    decimals(ratio(each, 'our guard, resolver', 'no guard', 'processorTime')),
  ]);
  return table('Forged requests: server time, rejected ÷ the same route without a guard', [head, ...rows]);
}

function forgedAim(contests: readonly Contest[]): Aim {
  const worst = (contestant: Contestant) =>
    Math.max(...contests.map((each) => ratio(each, contestant, 'no guard', 'processorTime')));
  return {
    name: 'the dearest forged request ÷ the framework alone',
    measured: Math.max(worst('our guard'), worst('our guard, resolver')),
    atMost: 3,
  };
}

const forms = adapters.map((adapter) => contest('Form of ten', adapter, honest, GUARDED, ROUNDS, LENGTH));
const others = adapters.map((adapter) =>
  contest('A route of no concern', adapter, unconcerned, UNCONCERNED, ROUNDS, LENGTH),
);
const forgeries = adapters.flatMap((adapter) =>
  [...forged].map(([name, request]) => contest(name, adapter, request, FORGED, FORGED_ROUNDS, FORGED_AMOUNT)),
);

const large = adapters.map((adapter) =>
  contest(
    'JSON of 1 MB',
    adapter,
    forgedForProject,
    ['no guard', 'our guard, projects'],
    FORGED_ROUNDS,
    FORGED_AMOUNT,
  ),
);

for (const each of [...large, ...forms, ...others, ...forgeries]) await race(each);

const allAims = adapters.flatMap((adapter, at) => {
  const [form, other] = [forms[at], others[at]];
  return form && other ? aimsOf(adapter, form, other) : [];
});
const largeAims = large.map((each) => ({
  name: `${each.adapter}: forged JSON of 1 MB, keys by project ÷ the framework alone`,
  measured: ratio(each, 'our guard, projects', 'no guard', 'processorTime'),
  atMost: 1.2,
}));
await report('http', [
  ...forms.map((each) => throughput(each, 'empty guard')),
  ...others.map((each) => throughput(each, 'no guard')),
  forgedTable(forgeries),
  aims('Aims', [...allAims, ...largeAims, forgedAim(forgeries)]),
]);
