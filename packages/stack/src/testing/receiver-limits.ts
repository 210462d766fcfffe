import type { PagerDutyEvent, SlackMessage, WebhookMessage } from "./stand-in-receivers.ts";

/** Key of every team. */
export const ROUTING_KEY = "0123456789abcdef0123456789abcdef";

/**
 * What PagerDuty would refuse about an event.
 *
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function wrongEvent(body: string): string | undefined {
  const event = JSON.parse(body) as PagerDutyEvent;
  const { payload } = event;
  if (body.length > 512 * 1024) {
    return "larger than 512 KB";
  }
  if (event.routing_key !== ROUTING_KEY) {
    return `routing_key ${event.routing_key}`;
  }
  if (!["trigger", "resolve", "acknowledge"].includes(event.event_action) || event.dedup_key.length > 255) {
    return "event_action or dedup_key";
  }
  if (event.event_action !== "trigger") {
    return undefined;
  }
  if (payload === undefined || payload.summary === "" || payload.summary.length > 1024 || !payload.source) {
    return "payload.summary or payload.source";
  }
  if (!["critical", "error", "warning", "info"].includes(payload.severity)) {
    return `payload.severity ${payload.severity}`;
  }
  return event.links?.every(({ href }) => URL.canParse(href)) === false ? "links.href" : undefined;
}

/**
 * What Slack would refuse about a message; its text has at most 40,000 characters.
 *
 * @see https://api.slack.com/reference/messaging/attachments
 * @see https://api.slack.com/apis/rate-limits
 */
export function wrongMessage(body: string): string | undefined {
  const { channel, attachments } = JSON.parse(body) as SlackMessage;
  if (!/^#[a-z0-9_-]{1,80}$/.test(channel)) {
    return `channel ${channel}`;
  }
  return attachments.some(({ text, actions }) => text.length > 40_000 || actions.length > 5 || actions.some(({ url }) => !URL.canParse(url)))
    ? "attachments"
    : undefined;
}

/** A text message tells one alert. */
export function wrongText(body: string): string | undefined {
  const { alerts } = JSON.parse(body) as WebhookMessage;
  return alerts.length > 1 ? "more than one alert for a text message" : undefined;
}
