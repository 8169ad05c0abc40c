import { describeCall } from '../storm/describe-call.ts';
import { type Assembly, walk } from './assemble.ts';
import { calmDown } from './calm-down.ts';
import type { Finding } from './judge.ts';
import { type Move, listMoves, wordOf } from './moves.ts';
import type { Place, PortCall } from './place.ts';
import { START_MS } from './small-world.ts';

const ways: Readonly<Record<Extract<Move, { type: 'call' }>['way'], string>> = {
  through: '',
  unsent: '   ** it never gets there',
  reply_lost: '   ** it has its effect, and the answer is lost',
  late: '   ** no answer comes, and it is under way still',
  dies_after: '   ** it has its effect, and the caller is dead',
  dies_late: '   ** the caller dies, and it is under way still',
  slept: '   ** and it stands still beyond every time-out before it hears the answer',
  refused: '   ** the exchange will not have it',
  denied: '   ** the exchange will not have it now',
};

/** One schedule as a story, a line a move, with what broke at its end. */
export async function tellStory(assembly: Assembly, schedule: readonly string[]): Promise<{ readonly lines: readonly string[]; readonly finding: Finding | null }> {
  const { root, mover, judge } = assembly;
  const lines: string[] = [];
  const add = (atMs: number, who: string, what: string): void => void lines.push(`${((atMs - START_MS) / 1_000).toFixed(3).padStart(8)} s  ${who.padEnd(5)} ${what}`);
  let place = root;
  let finding: Finding | null = null;
  for (const word of schedule) {
    const move = listMoves(place).find((candidate) => wordOf(candidate, place) === word);
    if (move === undefined) {
      await walk(assembly, schedule);
      break;
    }
    tellMove(place, move, add);
    const step = await mover.move(place, move);
    finding ??= step.bug !== null ? { promise: 'bug', text: step.bug } : step.isActed ? judge.judgeMove(place, step.place) : null;
    tellHeard(place, step.place, move, add);
    place = step.place;
  }
  if (finding === null && listMoves(place).length === 0) {
    add(place.nowMs, '', '== the faults stop');
    finding = await calmDown(assembly, place, () => false, (call, nowMs) => add(nowMs, 'calm', describe(call)));
  }
  lines.push(finding === null ? '== nothing broke' : `!! ${finding.promise}: ${finding.text}`);
  return { lines, finding };
}

type Add = (atMs: number, who: string, what: string) => void;

function tellMove(place: Place, move: Move, add: Add): void {
  const { nowMs } = place;
  if (move.type === 'call') return add(nowMs, place.workers[move.worker]!.name, `${describe(move.call)}${ways[move.way]}`);
  if (move.type === 'die') return add(nowMs, place.workers[move.worker]!.name, '** dies');
  if (move.type === 'arrive') return add(nowMs, 'late', `a request of ${move.request.sender} arrives: ${describe(move.request.call)}`);
  if (move.type === 'wait') return add(move.untilMs, '', '.. time passes until something is due');
  add(nowMs, '', '** everybody stands still beyond every time-out');
}

function tellHeard(before: Place, after: Place, move: Move, add: Add): void {
  const isNews = after.venue.arrivals !== before.venue.arrivals;
  for (const arrival of isNews ? after.venue.arrivals : []) {
    add(after.nowMs, 'venue', `${arrival.what} ${arrival.clientOrderId ?? ''} of ${arrival.sender}: ${arrival.wasExecuted ? 'carried out' : 'refused'}`);
  }
  if (move.type !== 'call') return;
  const news = after.workers[move.worker]!.heard.find(({ index }) => index === move.call.index)?.news;
  const value = news?.type === 'answer' ? news.value : undefined;
  if (move.call.method !== 'record' && value !== undefined && (typeof value !== 'object' || JSON.stringify(value).length < 150)) add(after.nowMs, '', `   -> ${JSON.stringify(value)}`);
}

function describe({ port, method, values }: PortCall): string {
  if (method === 'send') return `sends ${JSON.stringify(values[0])}`;
  if (port === 'exchange') return `asks the exchange: ${method} ${values.join(' ')}`;
  return describeCall(method, values) ?? method;
}
