import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';

/** More than any documented limit: asked no further. */
const TRIES_MAX = 30;

/** Cards about settings and limits of an account. Sources: Bybit v5, "Place Order": limits of conditional orders; "Set Leverage", "Set Margin Mode", "Switch Position Mode". */
export const accountCards: readonly Card<BybitDesk>[] = [
  {
    id: 'conditional-orders-max',
    subject: 'account',
    question: 'How many conditional orders may wait for one contract?',
    assumes: 'Ten.',
    expects: [String(bybitRules.maxConditionalOrders)],
    rule: 'maxConditionalOrders',
    asks: 'POST order/create: conditional orders, reduce-only, of one position, until one is refused with 110009.',
    otherwise: 'Fewer: a stop that is refused so three times closes its position at market.',
    async ask(desk) {
      await desk.openLong();
      for (let count = 0; count < TRIES_MAX; count += 1) {
        const { code, words } = await desk.stop('0.95');
        if (code === '110009') return saw(String(count));
        if (code !== null) throw new CannotTell(`order ${count + 1} was refused for another reason: ${code} ${words}`);
      }
      return saw(`more than ${TRIES_MAX - 1}`);
    },
  },
  {
    id: 'same-leverage',
    subject: 'account',
    question: 'What does Bybit say to the leverage that is set already?',
    assumes: 'That it was not modified, which counts as a success.',
    expects: ['110043'],
    asks: 'GET position/list; POST position/set-leverage with what it says.',
    otherwise: 'Add the code to UNCHANGED in `libs/exchange/src/bybit/codes.ts`.',
    async ask(desk) {
      const leverage = String((await desk.position())['leverage']);
      return takenOr(await desk.post('privatePostV5PositionSetLeverage', { buyLeverage: leverage, sellLeverage: leverage }));
    },
  },
  {
    id: 'same-margin-mode',
    subject: 'account',
    question: 'What does Bybit say to the margin mode that is set already?',
    assumes: 'That it was not modified, which counts as a success.',
    expects: ['110026'],
    asks: 'GET account/info; POST account/set-margin-mode with what it says.',
    otherwise: 'A success is as good; add another code to UNCHANGED in `libs/exchange/src/bybit/codes.ts`.',
    async ask(desk) {
      const { result } = (await desk.insist('privateGetV5AccountInfo', {})) as { result: { marginMode: string } };
      return takenOr(await desk.send('privatePostV5AccountSetMarginMode', { setMarginMode: result.marginMode }));
    },
  },
  {
    id: 'same-position-mode',
    subject: 'account',
    question: 'What does Bybit say to the position mode that is set already?',
    assumes: 'That it was not modified.',
    expects: ['110025'],
    asks: 'POST position/switch-mode with mode 0, in one-way mode.',
    otherwise: 'Correct `libs/paper-venue/src/bybit/position-settings.ts`; the fleet never sets the mode.',
    ask: async (desk) => takenOr(await desk.post('privatePostV5PositionSwitchMode', { mode: 0 })),
  },
];
