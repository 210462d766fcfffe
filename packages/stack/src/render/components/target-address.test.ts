import { expect, test } from "vitest";
import { movedLabels, movedQuestion } from "./target-address.ts";

const PLACES: Readonly<Record<string, string>> = { "127.0.0.1:3001": "auth:3001", "localhost:80": "web:8080" };
const move = (address: string) => PLACES[address] ?? address;

test.each([
  ["http://127.0.0.1:3001/readyz?deep=1", "http://auth:3001/readyz?deep=1"],
  ["127.0.0.1:3001", "auth:3001"],
  ["http://localhost/", "http://web:8080/"],
  ["https://shop.example/login", "https://shop.example/login"],
  ["http://shop.example", "http://shop.example"],
  ["shop.example", "shop.example"],
])("%s is asked as %s: what is elsewhere stays as it is written", (question, moved) => {
  expect(movedQuestion(question, move)).toBe(moved);
});

test("of labels only those move that name what is asked", () => {
  const labels = { __param_target: "127.0.0.1:3001", instance: "127.0.0.1:3001", probe: "127.0.0.1:3001" };
  expect(movedLabels(labels, move)).toEqual({ __param_target: "auth:3001", instance: "auth:3001", probe: "127.0.0.1:3001" });
});
