import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { startProcess } from '../libs/testing/src/processes.ts';
import { startHoldingProxy } from './holding-proxy.ts';
import { venues } from './venues.ts';

describe('a worker', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venues[0]);
  });
  afterEach(() => world?.stop());

  test('waits for a database that cannot be reached yet, says so, and begins by itself once it is there', async () => {
    const port = await unusedPort();
    const url = new URL(world.databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(port);
    const worker = world.launchWorker('stop-worker', { DATABASE_URL: url.href });
    await worker.untilLine(/waiting_for/);
    expect(worker.lines.find((line) => line.includes('waiting_for'))).toContain('"what":"postgres"');
    const proxy = await startHoldingProxy(world.databaseUrl, port);
    await worker.untilLine('worker_ready');
    await worker.kill();
    await proxy.close();
  });

  test('waits for a database whose connection breaks while it says for the first time that it lives', async () => {
    const proxy = await startHoldingProxy(world.databaseUrl);
    proxy.cutAt('INSERT INTO worker');
    const worker = world.launchWorker('stop-worker', { DATABASE_URL: proxy.url });
    await worker.untilLine('worker_ready');
    expect(proxy.hasCut()).toBe(true);
    await worker.kill();
    await proxy.close();
  });

  test('ends at once with one sentence that names a setting that is wrong or missing', async () => {
    const worker = world.launchWorker('stop-worker', { DATABASE_URL: '' });
    expect(await worker.ended).toBe(2);
    expect(worker.lines).toHaveLength(1);
    expect(worker.lines[0]).toContain('DATABASE_URL');
  });

  test('gives its key back and ends with code 0 when it is told to stop', async () => {
    const worker = await world.startWorker('wave-worker');
    await worker.stop();
    expect(await worker.ended).toBe(0);
    expect(await world.query('select stopped_at is not null as stopped from worker')).toEqual([{ stopped: true }]);
    expect(await world.query('select from claim where holder is not null')).toEqual([]);
  });
});

describe.each(venues)('a worker at $exchange', (venue) => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
  });
  afterEach(() => world?.stop());

  test('waits for an exchange that cannot be reached yet, says so, and begins by itself once it is there', async () => {
    const port = await unusedPort();
    const worker = world.launchWorker('stop-worker', { [venue.variable('URL')]: `http://127.0.0.1:${port}` });
    await worker.untilLine(new RegExp(`"exchange ${venue.exchange}\\.main".*waiting_for`));
    const paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', String(port)] });
    await worker.untilLine('worker_ready');
    await paper.stop();
  });

  test('says when Redis is away, protects all the same, and takes jobs again once it is back', async () => {
    const workers = await Promise.all([world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
    await world.redis.kill();
    await Promise.all(workers.map((worker) => worker.untilLine(/redis_(away|lost|unreachable)|queue_unreachable/)));
    await world.submitWave('away', [{ id: 's-1', symbol: 'TAGUSDT' }]);
    await untilProtected(world, 'TAGUSDT');
    await world.redis.start();
    await world.submitWave('back', [{ id: 's-2', symbol: 'SOLUSDT' }]);
    await untilProtected(world, 'SOLUSDT');
    await workers[1].untilLine(/job_finished.*SOLUSDT|SOLUSDT.*job_finished/);
  });
});

async function unusedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
