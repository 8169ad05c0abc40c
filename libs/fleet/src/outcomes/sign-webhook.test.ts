import fs from 'node:fs';
import { expect, test } from 'vitest';
import { signWebhook } from './sign-webhook.ts';

type IsFromBreakwater = (headers: Readonly<Record<string, string>>, body: string, secret: string) => boolean;

/** The very lines that docs/outcomes.md gives to receivers. */
async function loadExample(): Promise<IsFromBreakwater> {
  const document = fs.readFileSync(new URL('../../../../docs/outcomes.md', import.meta.url), 'utf8');
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(document) ?? [];
  return ((await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { isFromBreakwater: IsFromBreakwater }).isFromBreakwater;
}

test.each(['secret-of-the-webhook-of-ats', `whsec_${Buffer.from('bytes that nobody guesses').toString('base64')}`])('what is signed with %s passes the check of the documentation, and nothing else does', async (secret) => {
  const isFromBreakwater = await loadExample();
  const body = '{"signal":{"outcome":"opened"}}';
  const atSeconds = Math.floor(Date.now() / 1_000);
  const headers = signWebhook({ secret, id: 'm-1', atSeconds, body });
  expect(isFromBreakwater(headers, body, secret)).toBe(true);
  expect(isFromBreakwater(headers, body.replace('opened', 'failed'), secret)).toBe(false);
  expect(isFromBreakwater({ ...headers, 'webhook-id': 'm-2' }, body, secret)).toBe(false);
  expect(isFromBreakwater({ ...headers, 'webhook-timestamp': String(atSeconds + 1) }, body, secret)).toBe(false);
  expect(isFromBreakwater(headers, body, secret.replace('s', 't'))).toBe(false);
  expect(isFromBreakwater(signWebhook({ secret, id: 'm-1', atSeconds: atSeconds - 600, body }), body, secret)).toBe(false);
});

test('signs as the example of the Standard Webhooks specification', () => {
  const headers = signWebhook({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atSeconds: 1_614_265_330, body: '{"test": 2432232314}' });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
