import { printLine, printTable } from '../print.ts';

interface Entry {
  readonly index: number;
  readonly timeMs: number;
  readonly kind: string;
  readonly account: string | null;
  readonly symbol: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Tells people what arrived and what it changed, one line each; --json holds all of each. */
export function tellJournal(answer: unknown): void {
  const entries = answer as readonly Entry[];
  if (entries.length === 0) {
    printLine('Nothing has happened.');
    return;
  }
  printTable(
    ['INDEX', 'TIME', 'ACCOUNT', 'SYMBOL', 'KIND', 'WHAT'],
    entries.map((entry) => [String(entry.index), new Date(entry.timeMs).toISOString(), entry.account ?? '-', entry.symbol ?? '-', entry.kind, whatText(entry)]),
  );
}

/** A request with what was told and what was really done, since the two may differ; of a change, what it holds. */
function whatText({ kind, detail }: Entry): string {
  if (kind !== 'request') return fieldsText(detail);
  const { method, path, clientOrderId, executed, httpStatus, code, faults } = detail;
  const lies = Array.isArray(faults) && faults.length > 0 ? `lies ${faults.join(' ')}` : '';
  return [`${textOf(method)} ${textOf(path)}`, textOf(clientOrderId), `told ${textOf(httpStatus) || 'nothing'} ${textOf(code)}`, executed === true ? 'executed' : '', lies].map((part) => part.trim()).filter((part) => part !== '').join(', ');
}

function fieldsText(detail: Entry['detail']): string {
  return Object.entries(detail).filter(([, value]) => value !== null && value !== '').map(([name, value]) => `${name} ${textOf(value)}`).join(', ');
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
