import { BARE_MS_BOUNDS, type Figures } from '@breakwater/db';
import { METRICS } from './metric-table.ts';

const NAME = 'breakwater_bare_time_seconds';

interface Value {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A histogram that is counted elsewhere: Postgres holds the bare time of every position, so a process that starts anew
 * goes on where the last one stopped. prom-client's own can only observe, so this has the shape that its registry reads.
 */
export class BareTimeHistogram {
  readonly name = NAME;
  #latest: Figures['bareTimes'] | null = null;

  set(bareTimes: Figures['bareTimes'] | null): void {
    this.#latest = bareTimes;
  }

  reset(): void {
    this.#latest = null;
  }

  get(): { name: string; help: string; type: string; aggregator: string; values: Value[] } {
    return { name: NAME, help: METRICS[NAME].help, type: 'histogram', aggregator: 'first', values: this.#latest === null ? [] : toValues(this.#latest) };
  }
}

function toValues({ upTo, count, sumMs }: Figures['bareTimes']): Value[] {
  const bucket = (le: string, value: number): Value => ({ metricName: `${NAME}_bucket`, labels: { le }, value });
  return [
    ...BARE_MS_BOUNDS.map((ms, index) => bucket(String(ms / 1_000), upTo[index] ?? 0)),
    bucket('+Inf', count),
    { metricName: `${NAME}_sum`, labels: {}, value: sumMs / 1_000 },
    { metricName: `${NAME}_count`, labels: {}, value: count },
  ];
}
