import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';

export type Row = readonly string[];

export interface Aim {
  readonly name: string;
  readonly measured: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function decimals(value: number, digits = 2): string {
  return Number.isNaN(value) ? '' : value.toFixed(digits);
}

export function table(title: string, rows: readonly Row[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: Row) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [`**${title}**`, '', line(head), line(rule), ...body.map(line), ''].join('\n');
}

export function aims(title: string, all: readonly Aim[]): string {
  const rows = all.map((aim) => [
    aim.name,
    limitOf(aim),
    decimals(aim.measured),
    isMet(aim) ? 'met' : '**missed**',
  ]);
  return table(title, [['', 'aim', 'measured', ''], ...rows]);
}

function limitOf({ atMost, atLeast }: Aim): string {
  return atMost === undefined ? `≥ ${decimals(atLeast ?? NaN)}` : `≤ ${decimals(atMost)}`;
}

function isMet({ measured, atMost = Infinity, atLeast = -Infinity }: Aim): boolean {
  return measured <= atMost && measured >= atLeast;
}

/** Prints the tables; with `--save` they replace the section of that name in benchmark/RESULTS.md as well. */
export async function report(section: string, tables: readonly string[]): Promise<void> {
  const text = await format([machine(), ...tables].join('\n\n'), { parser: 'markdown', printWidth: 110 });
  console.log(text);
  if (process.argv.includes('--save')) await save(section, text);
}

function machine(): string {
  const processors = cpus();
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, Node ${process.version}, ${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, ${process.platform}`;
}

async function save(section: string, text: string): Promise<void> {
  const file = join(import.meta.dirname, '../../benchmark/RESULTS.md');
  const [start, end] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  const old = readFileSync(file, 'utf8');
  const [before, rest] = old.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${file} has no section ${start} … ${end}`);
  const saved = [before, start, '\n\n', text, '\n', end, after].join('');
  writeFileSync(file, await format(saved, { parser: 'markdown', printWidth: 110 }));
}
