import type { Deed } from '../schedule/deed.ts';
import type { Slot } from '../world/fleet.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import { note, type Tally } from './tally.ts';

export type Strike = Extract<Deed, { kind: 'kill' | 'pause' }>;

/** So long a strike waits for somebody who has a request under way. */
const patienceMs = 6_000;
/** A database that is being restarted is back within this. */
const awayMsMax = 30_000;
const lookMs = 3;
/** The rest of the fleet is left to work: a fleet that stands still keeps every promise. */
const awakeMin = 3;

/** Requests and who committed them: the intent's event was written in the same statement, by the same worker. */
const intentsByWorker = `
  select w.pid, i.id, i.created_at, i.expires_at, i.answered_at, i.outcome
    from intent i
    join lateral (select e.worker from position_event e
                   where e.exchange = i.exchange and e.account = i.account and e.symbol = i.symbol
                     and e.type like '%\\_intended' and e.at >= i.created_at
                   order by e.at limit 1) e on true
    join worker w on w.id = e.worker::uuid`;
const underWay = `${intentsByWorker} where i.outcome = 'open' and i.expires_at > clock_timestamp() order by i.created_at desc limit 8`;
const openAt = `${intentsByWorker}
  where w.pid = $1 and i.created_at <= to_timestamp($2 / 1000.0) and i.created_at > to_timestamp($2 / 1000.0) - interval '10 s'
    and i.expires_at > to_timestamp($2 / 1000.0) and (i.answered_at is null or i.answered_at >= to_timestamp($2 / 1000.0)) limit 1`;

/**
 * Kills or pauses one worker. A strike at an intent watches the database until somebody has a request under way, and strikes
 * that process within a few milliseconds; whether it was in time is asked of the database afterwards.
 */
export async function strike(world: ChaosWorld, tally: Tally, deed: Strike, isOver: () => boolean): Promise<void> {
  const slot = (deed.aim === 'intent' ? await untilUnderWay(world, isOver) : null) ?? world.fleet.slots[deed.instead];
  const pid = slot?.pid() ?? null;
  if (isOver() || slot === undefined || pid === null || slot.isPaused() || world.fleet.awake().length <= awakeMin) return;
  const struckAtMs = Date.now();
  const gone = deed.kind === 'kill' ? world.fleet.kill(slot, deed.downMs) : world.fleet.pause(slot, deed.forMs);
  note(tally, `${slot.name} (process ${pid}) was ${deed.kind === 'kill' ? 'killed' : `paused for ${deed.forMs} ms`}`);
  const isDuring = await wasUnderWay(world, pid, struckAtMs);
  if (deed.kind === 'kill') {
    tally.kills += 1;
    if (isDuring) tally.killsDuringIntent += 1;
  } else {
    tally.pauses += 1;
    if (isDuring) tally.pausesDuringIntent += 1;
  }
  await gone;
}

async function untilUnderWay({ books, fleet }: ChaosWorld, isOver: () => boolean): Promise<Slot | null> {
  const deadline = performance.now() + patienceMs;
  while (!isOver() && performance.now() < deadline) {
    const rows = await books.query<{ pid: number }>({ name: 'chaos_under_way', text: underWay }).then((found) => found.rows, () => []);
    const awake = fleet.awake();
    const slot = awake.length > awakeMin ? awake.find((one) => rows.some(({ pid }) => pid === one.pid())) : undefined;
    if (slot !== undefined) return slot;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  return null;
}

/** Asks until the database answers: it may be the one that is away just now. */
async function wasUnderWay({ books }: ChaosWorld, pid: number, atMs: number): Promise<boolean> {
  const deadline = performance.now() + awayMsMax;
  for (;;) {
    try {
      return (await books.query({ name: 'chaos_open_at', text: openAt, values: [pid, atMs] })).rows.length > 0;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
