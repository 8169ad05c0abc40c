import { CannotTell } from '../card.ts';
import type { BinanceDesk, OrderRow } from './desk.ts';

/** How far below the last price the trigger lies: near enough to be reached soon, far enough not to be refused as passed. */
const NEAR = '0.9997';
const PUSHED = '0.999';

/**
 * Opens a long position, places its stop just below the last price and waits until it has triggered. Returns its client id and the plain
 * order that it became. `before` is done when the position stands and the stop does not. Throws CannotTell if the market does not go there in time.
 */
export async function triggerStop(desk: BinanceDesk, before: (clientAlgoId: string) => Promise<void> = async () => {}): Promise<{ readonly clientAlgoId: string; readonly child: OrderRow }> {
  const { symbol } = desk.contract;
  await desk.openLong();
  const clientAlgoId = desk.newId();
  await before(clientAlgoId);
  const { last } = await desk.prices();
  const placed = await desk.stop('SELL', '1', { clientAlgoId, triggerPrice: desk.scale(last, NEAR), workingType: 'CONTRACT_PRICE' });
  if (placed.code !== null) throw new CannotTell(`the stop was refused: ${placed.code} ${placed.words}`);
  await desk.pushPrice(desk.scale(last, PUSHED));
  const actualOrderId = await desk.find(async () => {
    const { payload } = await desk.send('fapiPrivateGetAlgoOrder', { clientAlgoId });
    return String((payload as OrderRow | undefined)?.['actualOrderId'] ?? '') || null;
  });
  if (actualOrderId === null) throw new CannotTell(`the market did not reach the stop within ${desk.waitMs} ms: ask again, with a longer --wait-seconds`);
  const child = await desk.find(async () => {
    const { code, payload } = await desk.send('fapiPrivateGetOrder', { symbol, orderId: actualOrderId });
    return code === null ? (payload as OrderRow) : null;
  });
  if (child === null) throw new CannotTell(`the order ${actualOrderId} that the stop became cannot be found`);
  return { clientAlgoId, child };
}
