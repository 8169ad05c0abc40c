import { type AccountFinding, type AccountKey, compareAccount, type EvidenceGrade, reconcile, type Step, type SymbolKey, type Unreadable } from '@breakwater/core';
import { openExecutionHistory } from './execution-history.ts';
import { observeKey } from './observe-key.ts';
import type { Ports, Store } from './ports.ts';

/** What looking alone needs of the world. */
export type LookPorts = Pick<Ports, 'exchange' | 'rules' | 'bounds' | 'deployment'> & { readonly store: Pick<Store, 'readKey' | 'readLiveRows'> };

/** One thing that a pass would do about a key. */
export interface PlannedAct {
  /** `write`: to the books; `send`: to the exchange; `wait`: nothing yet. */
  readonly kind: 'write' | 'send' | 'wait';
  readonly why: string;
  /** Grade of the evidence that it rests on; null where none is needed. */
  readonly evidence: EvidenceGrade | null;
}

export interface KeyDifference {
  readonly symbol: string;
  /** Why the key could not be read; null if it was. */
  readonly unreadable: string | null;
  /** When it may be read again, as far as that was told, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Requests of which it is not known yet what became of them: a pass looks them up first. */
  readonly unanswered: number;
  /** In the order in which they would be done; after the first that changes something the pass looks again. */
  readonly acts: readonly PlannedAct[];
}

export interface Differences {
  /** What both sides of the account say, compared in bulk, worst first; empty where one symbol alone was looked at. */
  readonly findings: readonly AccountFinding[];
  /** Too many positions vanished at once to be believed: a pass would look into one of them alone. */
  readonly isBraked: boolean;
  readonly keys: readonly KeyDifference[];
}

/**
 * What a pass over an account would do now, and why: every key that differs, or one symbol whether it differs or not, is looked at as
 * the pass would look. Changes nothing, here or there, and takes no claim: a worker may be in the middle of what it finds.
 */
export async function findDifferences(ports: LookPorts, account: AccountKey, symbol: string | null): Promise<Differences | Unreadable> {
  if (symbol !== null) return { findings: [], isBraked: false, keys: [await compareKey(ports, { ...account, symbol })] };
  const { rows } = await ports.store.readLiveRows(account);
  const view = await ports.exchange(account).readAccount();
  if (view.type === 'unreadable') return view;
  const { findings, isBraked } = compareAccount(rows, view.value, ports.bounds);
  const keys: KeyDifference[] = [];
  for (const each of new Set(findings.map((finding) => finding.symbol))) keys.push(await compareKey(ports, { ...account, symbol: each }));
  return { findings, isBraked, keys };
}

/** Whether there is nothing to be done, and nothing that is not known yet: what a pass would wait for is no agreement. */
export function isAgreed({ findings, keys }: Differences): boolean {
  return findings.length === 0 && keys.every(({ unreadable, unanswered, acts }) => unreadable === null && unanswered === 0 && acts.length === 0);
}

async function compareKey(ports: LookPorts, key: SymbolKey): Promise<KeyDifference> {
  const { symbol } = key;
  const seen = await observeKey(ports, key);
  if (seen.type === 'unreadable') return { symbol, unreadable: seen.cause, retryAfterMs: seen.retryAfterMs, unanswered: 0, acts: [] };
  const unanswered = seen.sight.records.intents.length;
  const history = openExecutionHistory();
  let { sight } = seen;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const steps = reconcile(sight);
    const asked = steps.find((step) => step.type !== 'wait');
    if (asked?.type !== 'read_executions') return { symbol, unreadable: null, unanswered, acts: steps.flatMap(toAct) };
    const executions = await history.read(ports, sight, asked.sinceMs);
    if ('cause' in executions) return { symbol, unreadable: `the executions: ${executions.cause}`, retryAfterMs: executions.retryAfterMs, unanswered, acts: [] };
    sight = { ...sight, executions };
  }
  return { symbol, unreadable: 'its executions are asked for again and again', unanswered, acts: [] };
}

/** A decision asks for executions once, and at most once more from further back. */
const LOOKS_MAX = 4;

function toAct(step: Step): PlannedAct[] {
  switch (step.type) {
    case 'record':
      return [{ kind: 'write', why: step.why, evidence: step.facts.events?.find(({ evidence }) => evidence !== null)?.evidence ?? null }];
    case 'send':
      return [{ kind: 'send', why: step.why, evidence: step.send.evidence }];
    case 'wait':
      // A price that is followed is looked at for ever: that is no difference.
      return step.isRoutine ? [] : [{ kind: 'wait', why: step.why, evidence: null }];
    case 'read_executions':
      return [];
  }
}
