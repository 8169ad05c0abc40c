import { latencyMs, type Comparison, type Measured, waveSize } from './run-bench.ts';
import { ratioOf, type Samples, type Spread, spreadOf } from './samples.ts';

const title = 'Bare time: from the fill of the entry to the acceptance of its stop, in the time of the exchange';
/** What a worker may occupy. */
const memoryGoalMb = 200;

/** The figures of one run as a table for people. */
export function renderTable(measured: Measured): string {
  const spreads = (label: string, samples: Samples) => row(label, samples.bareMs.length, spreadOf(samples.bareMs));
  const compare = (label: string, { fleet, bare }: Comparison) => {
    const ratio = ratioOf(spreadOf(fleet.bareMs), spreadOf(bare.bareMs));
    return [spreads(`fleet, ${label}`, fleet), spreads(`bare ccxt, ${label}`, bare), `${'  ratio'.padEnd(34)}${cell('')}${cell(ratio.p50 ?? '-')}${cell(ratio.p99 ?? '-')}`];
  };
  return [
    `${title} (milliseconds; exchange ${latencyMs} ms away)`,
    '',
    `${''.padEnd(34)}${['positions', 'p50', 'p99', 'max'].map(cell).join('')}`,
    ...compare('one after another', measured.alone),
    ...compare(`${waveSize} at once`, measured.together),
    spreads('fleet, 50 at once', measured.burst),
    spreads('fleet, reads out of budget', measured.withoutBudget),
    spreads('fleet at Bybit, stop attached', measured.attached),
    spreads('fleet, first after the start', measured.first),
    '',
    `${'after kill -9 of the stop worker'.padEnd(34)}${cell(`${measured.troubles.afterKillMs} ms`)}  bare at most`,
    `${'after a flush of Redis'.padEnd(34)}${cell(`${measured.troubles.afterFlushMs} ms`)}  bare at most`,
    '',
    ...Object.entries(measured.memoryMb).map(([name, megabytes]) => `${`memory of the ${name}`.padEnd(34)}${cell(`${megabytes} MB`)}${megabytes > memoryGoalMb ? `  above the goal of ${memoryGoalMb} MB` : ''}`),
    '',
  ].join('\n');
}

function row(label: string, count: number, { p50, p99, max }: Spread): string {
  return `${label.padEnd(34)}${[count, p50, p99, max].map(cell).join('')}`;
}

function cell(value: string | number): string {
  return (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value)).padStart(10);
}

/** The figures of one run as one object: milliseconds, megabytes. Positions opened one after another, and `together` five at once. */
export function renderJson({ first, alone, together, burst, troubles, withoutBudget, attached, memoryMb }: Measured): Record<string, unknown> {
  const headline = {
    exchangeMs: latencyMs,
    floorP50Ms: spreadOf(alone.bare.bareMs).p50,
    bareP50Ms: spreadOf(alone.fleet.bareMs).p50,
    bareP99Ms: spreadOf(alone.fleet.bareMs).p99,
    burstP99Ms: spreadOf(burst.bareMs).p99,
    bybitAttachedMs: spreadOf(attached.bareMs).max,
    ...troubles,
    afterBudgetMs: spreadOf(withoutBudget.bareMs).p99,
  };
  const compare = ({ fleet, bare }: Comparison) => {
    const [entryMs, bareMs, entryFloor, bareFloor] = [fleet.entryMs, fleet.bareMs, bare.entryMs, bare.bareMs].map(spreadOf) as [Spread, Spread, Spread, Spread];
    const floorMs = { entry: entryFloor, bare: bareFloor };
    return { positions: fleet.bareMs.length, entryMs, bareMs, floorMs, ratio: { entry: ratioOf(entryMs, entryFloor), bare: ratioOf(bareMs, bareFloor) } };
  };
  return { ...headline, ...compare(alone), together: compare(together), first: { entryMs: spreadOf(first.entryMs), bareMs: spreadOf(first.bareMs) }, memoryMb };
}
