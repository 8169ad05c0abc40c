import { binanceRules } from '@breakwater/paper';
import { streamBase } from '@breakwater/exchange';
import { type Card, CannotTell, saw } from '../card.ts';
import type { EventLog } from '../desk.ts';
import { openEvents } from '../open-events.ts';
import type { BinanceDesk } from './desk.ts';
import { triggerStop } from './trigger-stop.ts';

interface StreamEvent {
  readonly e?: string;
  readonly o?: Readonly<Record<string, string | number>>;
}

/** At which place of the log the first event stands that is so; -1: none yet. */
const placeOf = ({ messages }: EventLog, isSo: (event: StreamEvent) => boolean): number => (messages as readonly StreamEvent[]).findIndex(isSo);

/** Waits for two events and says which came first. Throws CannotTell if one never comes. */
async function compare(desk: BinanceDesk, log: EventLog, [first, isFirst]: readonly [string, (event: StreamEvent) => boolean], [second, isSecond]: readonly [string, (event: StreamEvent) => boolean]): Promise<ReturnType<typeof saw>> {
  const places = await desk.find(async () => {
    const [one, other] = [placeOf(log, isFirst), placeOf(log, isSecond)];
    return one < 0 || other < 0 ? null : { one, other };
  });
  if (places === null) throw new CannotTell('the stream did not tell of both');
  return saw(places.one < places.other ? first : second);
}

const isFill = ({ e, o }: StreamEvent): boolean => e === 'ORDER_TRADE_UPDATE' && o?.['x'] === 'TRADE';

/** Cards about the user stream. Nothing rests on it but how soon somebody looks. Source: Binance USD-M, "User Data Streams". */
export const streamCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'fill-events',
    subject: 'streams',
    question: 'What does the user stream tell first of an execution, the position or the order?',
    assumes: 'The position.',
    expects: [binanceRules.fillEvents],
    rule: 'fillEvents',
    asks: 'POST listenKey; POST order: MARKET; the order of ACCOUNT_UPDATE and ORDER_TRADE_UPDATE.',
    otherwise: 'Nothing in the engine.',
    async ask(desk) {
      const log = await desk.openStream();
      try {
        await desk.openLong();
        return await compare(desk, log, ['account-first', ({ e }) => e === 'ACCOUNT_UPDATE'], ['order-first', isFill]);
      } finally {
        log.close();
      }
    },
  },
  {
    id: 'link-events',
    subject: 'streams',
    question: 'When does the user stream name the order that a triggered stop became?',
    assumes: 'After that order has told of itself.',
    expects: [binanceRules.linkEvents],
    rule: 'linkEvents',
    asks: 'POST listenKey; a stop that triggers, as in `child-client-order-id`; the order of ALGO_UPDATE with its id and ORDER_TRADE_UPDATE of it.',
    otherwise: 'Nothing in the engine.',
    async ask(desk) {
      const log = await desk.openStream();
      try {
        const { child } = await triggerStop(desk);
        const id = String(child['orderId']);
        return await compare(desk, log, ['after-child', ({ e, o }) => e === 'ORDER_TRADE_UPDATE' && String(o?.['i']) === id], ['before-child', ({ e, o }) => e === 'ALGO_UPDATE' && String(o?.['ai']) === id]);
      } finally {
        log.close();
      }
    },
  },
  {
    id: 'unknown-listen-key',
    subject: 'streams',
    question: 'What becomes of a stream that is opened with a key that nobody has?',
    assumes: 'It is refused.',
    expects: [binanceRules.unknownListenKey],
    rule: 'unknownListenKey',
    asks: 'A connection with a made-up listen key.',
    otherwise: 'A listener with a key that has run out would hear nothing: `apps/stream-listener/src/keep-alive.ts` prolongs it, and passes find the silence.',
    async ask(desk) {
      try {
        (await openEvents(`${streamBase('binance', { url: null, streamUrl: desk.streamUrl })}/private/ws?listenKey=${'card'.repeat(16)}`, [])).close();
        return saw('silence');
      } catch (error) {
        if (error instanceof CannotTell && !(await isReachable(desk))) throw error;
        return saw('refuse');
      }
    },
  },
];

/** Whether the stream of the account itself opens: if not, a refusal says nothing of the key. */
async function isReachable(desk: BinanceDesk): Promise<boolean> {
  (await desk.openStream()).close();
  return true;
}
