import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk, Row } from './desk.ts';

interface Told {
  readonly topic?: string;
  readonly data?: readonly Row[];
}

/** Cards about the user stream. Nothing rests on it but how soon somebody looks. Source: Bybit v5, "Private" streams. */
export const streamCards: readonly Card<BybitDesk>[] = [
  {
    id: 'fill-events',
    subject: 'streams',
    question: 'What does the user stream tell first of an execution, the position or the order?',
    assumes: 'The order.',
    expects: [bybitRules.fillEvents],
    rule: 'fillEvents',
    asks: 'auth and subscribe; POST order/create: Market; which of the topics position and order comes first.',
    otherwise: 'Nothing in the engine.',
    async ask(desk) {
      const log = await desk.openStream();
      try {
        await desk.openLong();
        const first = await desk.find(async () => {
          const told = log.messages as readonly Told[];
          const position = told.findIndex(({ topic, data }) => topic === 'position' && data?.some(({ size }) => size !== '' && size !== '0'));
          const order = told.findIndex(({ topic, data }) => topic === 'order' && data?.some(({ orderStatus }) => orderStatus === 'Filled'));
          return position < 0 || order < 0 ? null : position < order ? 'account-first' : 'order-first';
        });
        if (first === null) throw new CannotTell('the stream did not tell of both');
        return saw(first);
      } finally {
        log.close();
      }
    },
  },
];
