import type { Account, AccountEvent, PaperExchange } from '@breakwater/paper';
import type { StreamEvent } from '../streams/stream-dialect.ts';
import { renderAccountUpdate, renderConfigUpdate } from './stream-account.ts';
import { type ConditionalOrderEvent, type OrderEvent, renderAlgoUpdate, renderOrderUpdate, renderTradeLite, renderTriggerReject } from './stream-order.ts';

const isLink = (event: AccountEvent): boolean => event.kind === 'conditional-order' && event.order.status === 'triggered';

/**
 * Moves each message that names a triggered order's child to where the venue tells it: after all that the child has to
 * say of itself, just before the parent ends; or before its first word.
 * Source: nautilus_trader #3664, #3665: the child's update was seen before the one that links it.
 */
function placeLinks(events: readonly AccountEvent[], place: 'after-child' | 'before-child'): AccountEvent[] {
  const links = new Map(events.filter((event): event is ConditionalOrderEvent => isLink(event)).map((event) => [event.order.conditionalOrderId, event]));
  if (links.size === 0) return [...events];
  const placed: AccountEvent[] = [];
  const take = (parentId: number | undefined): void => {
    const link = parentId === undefined ? undefined : links.get(parentId);
    if (link === undefined) return;
    links.delete(link.order.conditionalOrderId);
    placed.push(link);
  };
  for (const event of events) {
    if (isLink(event)) continue;
    if (event.kind === 'conditional-order' && event.order.status === 'finished') take(event.order.conditionalOrderId);
    if (event.kind === 'order' && place === 'before-child') take(event.order.parent?.conditionalOrderId);
    placed.push(event);
  }
  return [...placed, ...links.values()];
}

/** The messages of one execution. Its position was changed by it, so that both are told together. */
function renderFill(exchange: PaperExchange, order: OrderEvent, next: AccountEvent | undefined): (StreamEvent | null)[] {
  const lite = renderTradeLite(exchange, order);
  const update = renderOrderUpdate(exchange, order);
  if (next?.kind !== 'position') return [lite, update];
  const account = renderAccountUpdate(exchange, next);
  return exchange.rules.fillEvents === 'account-first' ? [lite, account, update] : [lite, update, account];
}

/** All messages for an account's stream out of what has become of it, in the venue's order. */
export function renderStreamEvents(exchange: PaperExchange, account: Account, events: readonly AccountEvent[]): StreamEvent[] {
  const own = placeLinks(events.filter((event) => event.account === account), exchange.rules.linkEvents);
  const rendered: (StreamEvent | null)[] = [];
  for (let index = 0; index < own.length; index++) {
    const event = own[index]!;
    if (event.kind === 'order' && event.fill !== null) {
      rendered.push(...renderFill(exchange, event, own[index + 1]));
      if (own[index + 1]?.kind === 'position') index++;
    } else if (event.kind === 'order') rendered.push(renderOrderUpdate(exchange, event));
    else if (event.kind === 'conditional-order') rendered.push(renderAlgoUpdate(exchange, event), renderTriggerReject(exchange, event));
    else if (event.kind === 'leverage') rendered.push(renderConfigUpdate(exchange, event));
    else rendered.push(renderAccountUpdate(exchange, event));
  }
  return rendered.filter((event) => event !== null);
}
