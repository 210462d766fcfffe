import { expect, test } from "vitest";
import { re2 } from "./re2.ts";

test.each<readonly [pattern: string, matched: readonly string[], others: readonly string[]]>([
  ["a|b", ["a", "b"], ["ab", ""]],
  [".+", ["a\nb"], [""]],
  ["(?i)critical", ["CRITICAL", "critical"], ["criticals"]],
  ["(?i)(?s)a.b", ["A\nB"], ["AB"]],
  ["a(?i)b|c", ["aB", "C"], ["Ab", "AB"]],
  ["(a(?i)b|c)d", ["aBd", "Cd"], ["aBD"]],
  ["(?i:a)b", ["Ab"], ["aB"]],
  ["(?U)a+", ["aa"], [""]],
  ["(?-s:.)", ["a"], ["\n"]],
  ["\\pL+", ["é", "Ω"], ["1"]],
  ["\\p{Greek}", ["Ω"], ["a"]],
  ["\\p{^Greek}|\\P{Lu}x", ["a", "ax"], ["Ω", "Ax"]],
  ["\\Aa\\z", ["a"], ["aa"]],
  ["\\Qa.b*\\E+", ["a.b*", "a.b**"], ["axb"]],
  ["[[:alpha:]_]+", ["ab_"], ["a1"]],
  ["[^[:^digit:]]", ["7"], ["x"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[[]", ["["], ["]"]],
  ["(?P<name>a)(?<other>b)", ["ab"], ["a"]],
  ["\\x{1F600}\\x41\\101\\a", ["😀AA\x07"], ["A"]],
  ["a{,2}{x}", ["a{,2}{x}"], ["aa"]],
  ["a{2}]", ["aa]"], ["aa"]],
  ["\\-\\_\\/\\.", ["-_/."], ["-_/x"]],
  ["[\\s\\-]\\S", ["-a", "\ta"], ["\u00a0a", "- "]],
  ["\\bа", [], ["а"]],
  ["[\\w-.]+", ["a-b.c"], ["a b"]],
  ["[\\s-a]", [" ", "-", "a"], ["A", "0"]],
  ["[[:digit:]--/]", ["7", ".", "/"], ["0-"]],
  ["a\\ b\\\t", ["a b\t"], ["ab"]],
  ["^*a$?|\\b+b", ["a", "b"], [""]],
  ["(?P<1st>a)(?P<1st>b)", ["ab"], ["a"]],
  ["(?m)a", ["a"], ["a\nb"]],
])("%j is read as RE2 reads it", (pattern, matched, others) => {
  const read = re2(pattern);
  const answers = (texts: readonly string[]) => texts.map((text) => ("matches" in read ? read.matches(text) : read.reason));
  expect(answers(matched)).toEqual(matched.map(() => true));
  expect(answers(others)).toEqual(others.map(() => false));
});

test.each([
  ["a(?=b)", "looks around with (?="],
  ["(?!a)b", "looks around with (?!"],
  ["(?<=a)b", "looks around with (?<="],
  ["(?<!a)b", "looks around with (?<!"],
  ["(a)\\1", "refers back with \\1"],
  ["(?<x>a)\\k<x>", "has the escape \\k"],
  ["(?#a)", "is a group with (?#"],
  ["(?>a)", "is a group with (?>"],
  ["(?x)a", "has the group (?x)"],
  ["\\u0041", "has the escape \\u"],
  ["\\Z", "has the escape \\Z"],
  ["[\\b]", "has the escape \\b"],
  ["[[:alpa:]]", "has the class [:alpa:]"],
  ["a{1001}", "repeats more than 1000 times"],
  ["a**", "is no regular expression"],
  ["(a", "is no regular expression"],
  ["a)", "closes a group"],
  ["a)(b", "closes a group"],
  ["[a", "is no regular expression"],
  ["\\p{Klingon}", "is no regular expression"],
  ["\\Qa", "quotes with \\Q"],
  ["(?m)[a", "is no regular expression"],
  ["a\\", "has the escape \\"],
])("%j is refused as RE2 refuses it", (pattern, reason) => {
  expect(re2(pattern)).toEqual({ reason: expect.stringContaining(reason) });
});
