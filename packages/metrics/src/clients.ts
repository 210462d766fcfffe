export { type AmqpChannel, type MeasureAmqpOptions, measureAmqp } from "./clients/measure-amqp.ts";
export { type MeasureHttpClientOptions, measureHttpClient } from "./clients/measure-http-client.ts";
export { type MeasurePgOptions, measurePg, type PgPool } from "./clients/measure-pg.ts";
export { type MeasureRedisOptions, measureRedis, type RedisClient } from "./clients/measure-redis.ts";
