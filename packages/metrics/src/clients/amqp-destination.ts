/** Queues whose names the broker makes, one for each connection or reply: `amq.gen-JzTY20BRgKO`. */
const GENERATED = /^(amq\.gen|amq\.rabbitmq\.reply-to)\b/;

/** Bounded name of an exchange or queue. */
export function amqpDestination(name: unknown): string {
  const text = String(name ?? "");
  return GENERATED.exec(text)?.[1] ?? text;
}
