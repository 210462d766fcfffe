import { once } from "node:events";
import { setTimeout as after } from "node:timers/promises";
import { connectRaw } from "./raw-connection.ts";
import type { Served } from "./serve.ts";

const HEAD = "HTTP/1.1\r\nHost: test\r\n";

/** What a client does to a server that has the routes of the table of frameworks, and what is recorded of it. */
export interface RecordCase {
  readonly name: string;
  readonly send: (served: Served) => Promise<unknown>;
  readonly counts: Readonly<Record<string, number>>;
}

export const recordCases: readonly RecordCase[] = [
  { name: "a request", send: ({ fetch }) => fetch("/ok/1"), counts: { "GET /ok/:id 200": 1 } },
  { name: "a HEAD request", send: ({ fetch }) => fetch("HEAD /ok/1"), counts: { "HEAD /ok/:id 200": 1 } },
  { name: "a POST request whose body nobody reads", send: ({ fetch }) => fetch("POST /ok/1"), counts: { "POST /ok/:id 200": 1 } },
  { name: "a path that no route takes", send: ({ fetch }) => fetch("/none"), counts: { "GET unmatched 404": 1 } },
  { name: "an error", send: ({ fetch }) => fetch("/throw"), counts: { "GET /throw 500": 1 } },
  { name: "a handler that goes on twice", send: ({ fetch }) => fetch("/twice"), counts: { "GET /twice 200": 1 } },
  {
    name: "three requests on one connection",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      for (const id of [1, 2, 3]) {
        client.send(`GET /ok/${id} ${HEAD}\r\n`);
        await client.until(`id ${id}`);
      }
      await client.drop();
    },
    counts: { "GET /ok/:id 200": 3 },
  },
  {
    name: "pipelined requests, the first of them the slowest",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /slow ${HEAD}\r\nGET /ok/1 ${HEAD}\r\nGET /none ${HEAD}\r\nGET /ok/2 ${HEAD}\r\n`);
      await client.until("id 2");
      await client.drop();
    },
    counts: { "GET /slow 200": 1, "GET /ok/:id 200": 2, "GET unmatched 404": 1 },
  },
  {
    name: "pipelined requests whose client leaves",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /hang ${HEAD}\r\nGET /ok/1 ${HEAD}\r\nGET /hang ${HEAD}\r\n`);
      await after(50);
      await client.drop();
    },
    counts: { "GET /hang 499": 2, "GET /ok/:id 200": 1 },
  },
  {
    name: "a client that leaves before the response has a head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /hang ${HEAD}\r\n`);
      await after(50);
      await client.drop();
    },
    counts: { "GET /hang 499": 1 },
  },
  {
    name: "a client that leaves while it sends a body",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`POST /upload ${HEAD}Content-Length: 1000\r\n\r\nstart`);
      await after(50);
      await client.drop();
    },
    counts: { "POST /upload 499": 1 },
  },
  {
    name: "a handler that answers after the client has left",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /slow ${HEAD}\r\n`);
      await after(20);
      await client.drop();
      await after(150);
    },
    counts: { "GET /slow 499": 1 },
  },
  {
    name: "a client that leaves in the middle of a response",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /half ${HEAD}\r\n`);
      await client.until("half");
      await client.drop();
    },
    counts: { "GET /half 206": 1 },
  },
  {
    name: "a stream of events that the client ends",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /events ${HEAD}\r\n`);
      await client.until("data: 3");
      await client.drop();
    },
    counts: { "GET /events 200": 1 },
  },
  {
    name: "a stream that fails after the head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /broken ${HEAD}\r\n`);
      await once(client.socket, "close");
    },
    counts: { "GET /broken 200": 1 },
  },
  {
    name: "a response that the service destroys without a head",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`GET /destroyed ${HEAD}\r\n`);
      await once(client.socket, "close");
    },
    counts: { "GET /destroyed 499": 1 },
  },
  {
    name: "a method that HTTP knows and the metric does not",
    send: ({ fetch }) => fetch("PROPFIND /ok/1"),
    counts: { "_OTHER /ok/:id 200": 1 },
  },
  {
    name: "an upgrade that the server does not know",
    send: ({ fetch }) => fetch("/ok/1", { Connection: "Upgrade", Upgrade: "websocket" }),
    counts: { "GET /ok/:id 200": 1 },
  },
  {
    name: "a request with Expect: 100-continue",
    send: async ({ port }) => {
      const client = await connectRaw(port);
      client.send(`POST /ok/1 ${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
      await client.until("100 Continue");
      client.send("hi");
      await client.until("id 1");
      await client.drop();
    },
    counts: { "POST /ok/:id 200": 1 },
  },
  {
    name: "requests that are none",
    send: async ({ port }) => {
      for (const bytes of ["FOO / HTTP/1.1\r\n\r\n", "\0\0\0\0", "GET\r\n\r\n", `GET / ${HEAD}Bad\rHeader: x\r\n\r\n`]) {
        const client = await connectRaw(port);
        client.send(bytes);
        await Promise.race([once(client.socket, "close"), after(200)]);
        await client.drop();
      }
    },
    counts: {},
  },
];
