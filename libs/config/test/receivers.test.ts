import { describe, expect, test } from 'vitest';
import { describeConfig, readConfig, webhookOf } from '../src/index.ts';
import { ENV, read, refusal, SECRET, VALID, write } from './config-files.ts';

describe('the webhooks of outcomes', () => {
  const webhooks = (...lines: string[]) => `${VALID}outcomeWebhooks:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
  const ATS = 'source: ats, url: "https://user:pass-word@ats.example/hook?token=of-the-url", secret: env:ATS_SECRET';

  test('are those of their source, or the default one, and show neither secret nor password', () => {
    const text = webhooks(ATS, `source: default, url: "http://127.0.0.1:9/x", secret: "file:${write(`${SECRET}${SECRET}\n`)}"`);
    const config = read(text, { ...ENV, ATS_SECRET: `of-ats-${SECRET}` });
    expect([webhookOf(config, 'ats')?.secret, webhookOf(config, 'bot')?.secret, webhookOf(read(VALID), 'ats')]).toEqual([`of-ats-${SECRET}`, `${SECRET}${SECRET}`, null]);
    const shown = describeConfig(config);
    expect(shown['outcomeWebhooks']).toEqual([
      { source: 'ats', url: 'https://user:***@ats.example/hook?token=***', secret: 'set' },
      { source: 'default', url: 'http://127.0.0.1:9/x', secret: 'set' },
    ]);
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${SECRET}|pass-word|of-the-url`));
    expect(config.outcomes).toEqual({ keepDays: 30, pageAfterMs: 3_600_000 });
  });

  test('need their secret only where something is pushed', () => {
    expect(webhookOf(read(webhooks(ATS)), 'ats')?.secret).toBe('');
    expect(() => readConfig({ path: write(webhooks(ATS)), env: ENV, needs: ['webhooks'] })).toThrow(/outcomeWebhooks\[0\]\.secret .* points to the environment variable ATS_SECRET, which is not set or empty/);
  });

  test.each([
    [ATS.replace('https', 'ftp'), /url .* is not valid: write an address/],
    [ATS.replace('env:ATS_SECRET', SECRET), /secret .* is shorter than 20 characters/],
    [ATS.replace('env:ATS_SECRET', '"whsec_*not*base64*at*all"'), /secret .* is no base64/],
    [`${ATS} }\n  - { ${ATS}`, /outcomeWebhooks\[1\]\.source .* has a webhook already/],
  ])('refuse %s', (line, sentence) => {
    expect(refusal(webhooks(line))).toMatch(sentence);
    expect(refusal(webhooks(line))).not.toMatch(new RegExp(`${SECRET}|not\\*base64`));
  });
});

describe('the receivers of pages', () => {
  const receivers = (...lines: string[]) => `${VALID}pageReceivers:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
  const TOKEN = `123456789:${'x'.repeat(35)}`;
  const WEBHOOK = 'name: on-call, type: webhook, url: "https://user:pass-word@hook.example/p?token=of-the-url", secret: env:PAGE_SECRET';
  const TELEGRAM = 'name: phone, type: telegram, chatId: "-100123", token: env:BOT_TOKEN';
  const env = { ...ENV, PAGE_SECRET: `of-pages-${SECRET}`, BOT_TOKEN: TOKEN };

  test('have what their type needs, and show no secret', () => {
    const config = read(receivers(WEBHOOK, TELEGRAM, 'name: alerts, type: alertmanager, url: "http://alertmanager:9093"'), env);
    expect(config.pageReceivers).toMatchObject([{ secret: `of-pages-${SECRET}` }, { type: 'telegram', url: 'https://api.telegram.org', token: TOKEN, chatId: '-100123' }, { type: 'alertmanager', name: 'alerts' }]);
    expect(config.paging).toEqual({ repeatEveryMs: 900_000, bareAfterMs: 10_000 });
    const shown = JSON.stringify(describeConfig(config)['pageReceivers']);
    expect(shown).toContain('"token":"set"');
    expect(shown).not.toMatch(new RegExp(`${SECRET}|pass-word|of-the-url|xxxxx`));
  });

  test('need their secrets only where somebody is told', () => {
    expect(read(receivers(WEBHOOK, TELEGRAM)).pageReceivers).toMatchObject([{ secret: '' }, { token: '' }]);
    for (const line of [WEBHOOK, TELEGRAM]) expect(() => readConfig({ path: write(receivers(line)), env: ENV, needs: ['pageReceivers'] })).toThrow(/points to the environment variable (PAGE_SECRET|BOT_TOKEN), which is not set or empty/);
  });

  test.each([
    [WEBHOOK.replace(/, secret.*/, ''), /pageReceivers\[0\]\.secret .* is missing: a receiver of the type webhook needs url and secret/],
    [TELEGRAM.replace('chatId: "-100123", ', ''), /chatId .* is missing: a receiver of the type telegram needs token and chatId/],
    [TELEGRAM.replace('"-100123"', '"my chat"'), /chatId .* write the number of a chat/],
    [TELEGRAM.replace('env:BOT_TOKEN', SECRET), /token .* is no token of a Telegram bot/],
    ['name: a, type: alertmanager', /url .* is missing: a receiver of the type alertmanager needs url/],
    ['name: a, type: alertmanager, url: "http://a:9093", secret: x', /secret .* is nothing that a receiver of the type alertmanager uses/],
    ['name: a, type: mail', /type .* write one of webhook, telegram, alertmanager/],
    [`${WEBHOOK} }\n  - { ${WEBHOOK}`, /pageReceivers\[1\]\.name .* is taken by another receiver/],
  ])('refuse %s', (line, sentence) => {
    expect(refusal(receivers(line))).toMatch(sentence);
    expect(refusal(receivers(line))).not.toMatch(new RegExp(SECRET));
  });
});
