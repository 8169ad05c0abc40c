import fs from 'node:fs';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { METRICS } from '../libs/fleet/src/index.ts';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

const ANY_PORT = { BREAKWATER_HEALTH_PORT: '0' };

/** Where a process serves its health, from its own log. */
async function healthOf(worker: TestProcess): Promise<string> {
  return (JSON.parse(await worker.untilLine('"health_served"')) as { url: string }).url;
}

async function look(url: string): Promise<{ status: number; checks: Record<string, string>; missing: string[] }> {
  const response = await fetch(`${url}/readyz`);
  const { ready, checks } = (await response.json()) as { ready: boolean; checks: Record<string, string> };
  expect(ready).toBe(response.status === 200);
  return { status: response.status, checks, missing: Object.keys(checks).filter((name) => checks[name] !== 'ok') };
}

async function untilMissing(url: string, names: readonly string[]): Promise<void> {
  let seen: readonly string[] = [];
  await until(async () => (seen = (await look(url)).missing).join() === names.join(), { what: () => `${url} to miss [${names.join()}]; it misses [${seen.join()}]`, timeoutMs: 20_000 });
}

const isAlive = async (url: string): Promise<boolean> => (await fetch(`${url}/healthz`)).status === 200;

async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

/** The value of one series, written as Prometheus does; null when it is not served. */
function valueOf(text: string, series: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

describe('a worker', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venues[0]);
  });
  afterEach(() => world?.stop());

  test('is alive but not ready while its database is not there, and says so', async () => {
    const database = new URL(world.databaseUrl);
    database.host = `127.0.0.1:${await unusedPort()}`;
    const worker = world.launchWorker('stop-worker', { ...ANY_PORT, DATABASE_URL: database.href });
    const url = await healthOf(worker);
    await untilMissing(url, ['postgres', 'heartbeat', 'process']);
    expect(await isAlive(url)).toBe(true);
    const { status, checks } = await look(url);
    expect(status).toBe(503);
    expect(checks).toMatchObject({ postgres: expect.stringContaining('ECONNREFUSED'), heartbeat: 'no heartbeat has been written yet', process: 'the process is starting' });
    expect(await scrape(url)).toContain('breakwater_dependency_up{dependency="postgres"} 0');
    expect(valueOf(await scrape(url), 'breakwater_bare_positions')).toBeNull();
    await worker.stop();
    expect(await worker.ended).toBe(0);
  });

  test('names Redis while that is gone, and is ready again once it is back', async () => {
    const url = await healthOf(await world.startWorker('stop-worker', ANY_PORT));
    await world.redis.kill();
    await untilMissing(url, ['redis', 'process']);
    expect(valueOf(await scrape(url), 'breakwater_queue_jobs{queue="protections",state="active"}')).toBeNull();
    await world.redis.start();
    await untilMissing(url, []);
  });

  test('works all the same when its port is taken, and says that nobody can look', async () => {
    const url = await healthOf(await world.startWorker('stop-worker', ANY_PORT));
    const second = await world.startWorker('stop-worker', { BREAKWATER_HEALTH_PORT: new URL(url).port });
    expect(second.lines.find((line) => line.includes('health_not_served'))).toContain('EADDRINUSE');
  });
});

describe.each(venues)('a worker at $exchange', (venue) => {
  const dependency = `exchange ${venue.accountName}`;
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
  });
  afterEach(() => world?.stop());

  test('is alive and ready when it has all that it needs', async () => {
    const url = await healthOf(await world.startWorker('stop-worker', ANY_PORT));
    expect(await isAlive(url)).toBe(true);
    const { status, checks } = await look(url);
    expect({ status, checks }).toEqual({ status: 200, checks: { postgres: 'ok', redis: 'ok', [dependency]: 'ok', heartbeat: 'ok', process: 'ok' } });
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  test('names the exchange while that does not answer', async () => {
    const paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0'] });
    const { url: exchange } = JSON.parse(await paper.untilLine('"url"')) as { url: string };
    const url = await healthOf(await world.startWorker('stop-worker', { ...ANY_PORT, [venue.variable('URL')]: exchange }));
    await untilMissing(url, []);
    await paper.stop();
    await untilMissing(url, [dependency]);
  });

  test('tells by its metrics of jobs, bare time, differences, prevented duplicates, calls and agreement', async () => {
    const [wave, sync, stop] = await Promise.all((['wave-worker', 'sync-worker', 'stop-worker'] as const).map(async (name) => healthOf(await world.startWorker(name, ANY_PORT))));
    await world.submitWave('w1', [{ id: 's-1', symbol: 'TAGUSDT' }]);
    await untilProtected(world, 'TAGUSDT');
    await world.submitWave('w2', [{ id: 's-2', symbol: 'TAGUSDT' }]);
    await until(async () => (await world.query("select from signal where outcome = 'skipped_duplicate'")).length === 1, { what: 'the second signal to be skipped' });
    // A stop that a person cancelled is a difference of the class `bare`; the pass after the mending agrees.
    const { clientOrderId } = (await world.atExchange()).conditionalOrders[0]!;
    await world.admin('POST', 'cancel', { symbol: 'TAGUSDT', clientOrderId, conditional: true });
    const { account } = venue;
    const labels = `exchange="${account.exchange}",account="${account.account}"`;
    const passes = (result: string) => `breakwater_account_passes_total{${labels},result="${result}"}`;
    const has = async (url: string, series: string, least: number): Promise<void> => {
      let text = '';
      await until(async () => (valueOf((text = await scrape(url)), series) ?? -1) >= least, { what: () => `${series} to be ${least} or more; served was\n${text}` });
    };
    await world.fleet.ports.jobs.enqueueAccountResync(account, 'test');
    await has(sync!, passes('differs'), 1);
    await has(sync!, `breakwater_differences_total{${labels},class="bare"}`, 1);
    await until(async () => {
      await world.fleet.ports.jobs.enqueueAccountResync(account, 'test');
      return (valueOf(await scrape(sync!), passes('agreed')) ?? 0) >= 1;
    }, { what: 'a pass that agrees' });

    await has(wave!, 'breakwater_jobs_total{queue="entries",job="open-position",result="done"}', 1);
    await has(wave!, 'breakwater_job_duration_seconds_count{queue="entries",job="open-position"}', 1);
    await has(wave!, 'breakwater_duplicates_prevented_total{by="plan"}', 1);
    await has(wave!, 'breakwater_duplicates_prevented_total{by="index"}', 0);
    await has(wave!, `breakwater_exchange_calls_total{${labels}}`, 3);
    await has(wave!, `breakwater_exchange_weight_total{${labels}}`, 3);
    await has(stop!, 'breakwater_jobs_total{queue="protections",job="protect-position",result="done"}', 1);
    await has(stop!, 'breakwater_bare_time_seconds_count', 1);
    await has(stop!, 'breakwater_bare_time_seconds_bucket{le="+Inf"}', 1);
    await has(stop!, 'breakwater_positions{status="open"}', 1);
    await has(stop!, 'breakwater_workers{role="sync-worker"}', 1);
    await has(stop!, 'breakwater_queue_jobs{queue="protections",state="completed"}', 1);
    await has(stop!, `breakwater_agreement_age_seconds{${labels}}`, 0);
    await has(stop!, 'breakwater_process_resident_memory_bytes', 10e6);
    await has(sync!, `breakwater_differences_total{${labels},class="ghost"}`, 0);
    const text = await scrape(stop!);
    expect(valueOf(text, 'breakwater_bare_positions')).toBe(0);
    expect(valueOf(text, 'breakwater_bare_oldest_seconds')).toBe(0);
  });
});

describe('metrics', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venues[0]);
  });
  afterEach(() => world?.stop());

  test('are those of the table, no more and no fewer, in the code, in the documentation and as served', async () => {
    const url = await healthOf(await world.startWorker('stop-worker', ANY_PORT));
    const served = [...(await scrape(url)).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const coded = Object.entries(METRICS).map(([name, { type }]) => `${name} ${type}`);
    expect(served.toSorted()).toEqual(coded.toSorted());
    const documented = fs.readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8').match(/^\| `breakwater_.*$/gm);
    expect(documented).toEqual(Object.entries(METRICS).map(([name, one]) => `| \`${name}\` | ${one.type} | ${one.labels.join(', ') || '–'} | ${one.of} | ${one.help} |`));
  });
});

async function unusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
