import { type BookedKey, toWaveFactsJson } from '@breakwater/core';
import type { Claim } from '@breakwater/engine';
import { takenWaveId } from '../../src/memory/taken-wave-id.ts';
import { ACCOUNT, type ClaimChoice, type DrawnCall, KEYS } from './any-call.ts';
import { BEGINNING } from './beginning.ts';
import type { Side } from './open-twins.ts';

/** What a recovery asks for: executions since then, and client ids of our orders (any-facts.ts). */
const BOOKED_SINCE_MS = 2_000;
const CLIENT_ORDER_IDS = ['bws-first', ...['e', 's', 'x'].flatMap((role) => ['10', '11', '21', '32'].map((number) => `bw${role}${'0'.repeat(30)}${number}`))];
/** A page names the copy that it is about in the words of its side. */
const COPY_NAME = /books-restored\.[^"]+/g;

/** What one side answered: plain, so that both sides' can be compared. */
export type Answer = { readonly gave: unknown } | { readonly threw: true };

/** Plays one side of a sequence: remembers the claims and the waves that this side gave. */
export class Player {
  readonly side: Side;
  readonly #claims = new Map<string, Claim[]>();
  /** Ids of waves are random on one side, so they are spoken of by the order in which they came. */
  readonly #waveIds: string[] = [];

  constructor(side: Side) {
    this.side = side;
  }

  /** Carries a call out. `why` says what was thrown, for people. */
  async play(call: DrawnCall): Promise<{ readonly answer: Answer; readonly why: string }> {
    try {
      return { answer: { gave: this.plain(await this.#carryOut(call)) }, why: '' };
    } catch (error) {
      return { answer: { threw: true }, why: String(error) };
    }
  }

  /** All that the port can read. */
  async look(): Promise<unknown> {
    const { recovery } = this.side;
    const [keys, rows, due, waves, outlook, symbols, setAside, booked] = await Promise.all([
      Promise.all(KEYS.map((key) => this.side.readKey(key))),
      this.side.readLiveRows(ACCOUNT),
      this.side.readDueWork([ACCOUNT], 100),
      Promise.all(this.#waveIds.map((id) => this.side.readWave(id))),
      recovery.lookAhead([ACCOUNT]),
      recovery.readSymbols(ACCOUNT),
      recovery.readSetAside(ACCOUNT),
      Promise.all(KEYS.map(async (key) => inOrder(await recovery.readBookedKey(key, BOOKED_SINCE_MS, CLIENT_ORDER_IDS)))),
    ]);
    // What is due at the same moment comes in any order.
    const sorted = Object.fromEntries(Object.entries(due).map(([kind, list]) => [kind, Array.isArray(list) ? list.map((one) => JSON.stringify(this.plain(one))).sort() : list]));
    return this.plain({ keys, rows, due: sorted, waves, outlook, symbols, setAside, booked });
  }

  /** The value as JSON has it, with this side's names of waves made common. */
  plain(value: unknown): unknown {
    const text = (JSON.stringify(value) ?? 'null').replaceAll(COPY_NAME, 'books-restored.copy');
    return sortedFields(JSON.parse(this.#waveIds.reduce((all, id, index) => all.replaceAll(id, `wave ${index}`), text)));
  }

  #claim({ key, which }: ClaimChoice): Claim {
    const given = this.#claims.get(key.symbol) ?? [];
    const claim = given.at(which === 'earlier' ? -2 : -1);
    const nobodys: Claim = { key, epoch: '1', holder: '00000000-0000-4000-8000-000000009003' };
    return claim === undefined || which === 'forged' ? { ...nobodys, epoch: claim?.epoch ?? '1' } : claim;
  }

  async #carryOut(call: DrawnCall): Promise<unknown> {
    const { side } = this;
    switch (call.call) {
      case 'claimKey': {
        const attempt = await side.claimKey(call.key, call.holder, call.leaseMs);
        if (attempt.type === 'claimed') this.#claims.set(call.key.symbol, [...(this.#claims.get(call.key.symbol) ?? []), attempt.claim]);
        return attempt;
      }
      case 'releaseKey':
        return side.releaseKey(this.#claim(call.claim), call.dueInMs === null ? {} : { dueInMs: call.dueInMs });
      case 'isTakenAfter':
        return side.isTakenAfter(this.#claim(call.claim));
      case 'quarantineKey':
        return side.quarantineKey(this.#claim(call.claim), 'it does not settle');
      case 'makeDue':
        return side.makeDue(call.key, call.inMs);
      case 'commitIntent':
        return side.commitIntent(this.#claim(call.claim), call.commit, call.bounds);
      case 'record': {
        const release = call.dueInMs === null ? {} : { dueInMs: call.dueInMs };
        return side.record(this.#claim(call.claim), call.facts, call.isReleased ? release : undefined);
      }
      case 'acceptWave': {
        const answer = await side.acceptWave(call.wave);
        const waveId = takenWaveId(answer);
        if (!this.#waveIds.includes(waveId)) this.#waveIds.push(waveId);
        return answer;
      }
      case 'recordWaveProgress':
        return side.recordWaveProgress(this.#waveIds[call.wave] ?? '00000000-0000-4000-8000-000000009999', call.progress);
      case 'keepWaveFacts':
        return toWaveFactsJson(await side.keepWaveFacts(this.#waveIds[call.wave] ?? '00000000-0000-4000-8000-000000009999', call.facts));
      case 'beat':
        return side.beat(call.worker);
      case 'stopWorker':
        return side.stopWorker(call.worker.id);
      case 'configureAccount':
        return side.configureAccount(ACCOUNT, call.mode, call.positionsMax, call.limits);
      case 'configureFleetLimits':
        return side.configureFleetLimits(call.limits);
      case 'switchSymbolEntries':
        return side.switchSymbolEntries(call.key, call.isEnabled);
      case 'acknowledgePage':
        return side.acknowledgePage(call.subject);
      case 'switchEntries':
        return side.switchEntries(ACCOUNT, call.isEnabled);
      case 'switchSync':
        return side.switchSync(ACCOUNT, call.isEnabled);
      case 'becomeCopy':
        return side.becomeCopy();
      case 'beginRecovery':
        return side.recovery.begin([ACCOUNT], call.fenceMs);
      case 'markAgreed':
        return side.recovery.markAgreed(ACCOUNT);
      case 'finishRecovery':
        return side.recovery.finish([ACCOUNT]);
      case 'addReport':
        return side.addReport({ account: ACCOUNT, symbol: call.symbol, cause: 'drawn', findings: [{ what: 'ghost' }], acts: [], calls: 2, weight: 10, durationMs: 12.4 });
    }
  }
}

/** Books in which something can happen: two keys that are held, a bare position with its stop, a wave with selected signals. */
export async function begin(player: Player): Promise<void> {
  for (const call of BEGINNING) await player.play(call);
}

/** What is booked of a key, in one order. */
function inOrder({ trades, named, signals, heldSignalIds, generationFloor }: BookedKey): unknown {
  return { trades: [...trades].sort(([a], [b]) => (a < b ? -1 : 1)), named: [...named].flatMap(([, orders]) => orders.map((order) => JSON.stringify(sortedFields(order)))).sort(), signals: signals.toSorted((a, b) => (a.id < b.id ? -1 : 1)), heldSignalIds: [...heldSignalIds].sort(), generationFloor };
}

function sortedFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedFields);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, sortedFields(field)]));
}
