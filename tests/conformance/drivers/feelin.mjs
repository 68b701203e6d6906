// Reads cases as lines of JSON and answers each with what feelin says: {"id", "value": {"t", "v"}}.
// Runs in the folder into which `tests.conformance.peers` has installed feelin.
import { createInterface } from "node:readline";
import { evaluate } from "feelin";

const KINDS = {
  FeelDate: "date",
  FeelTime: "time",
  FeelDateTime: "date and time",
  FeelDuration: "duration",
  FeelRange: "range",
};

function typed(value) {
  if (value === null || value === undefined) return { t: "null" };
  if (typeof value === "number") return { t: "number", v: String(value) };
  if (typeof value === "string") return { t: "string", v: value };
  if (typeof value === "boolean") return { t: "boolean", v: value };
  if (typeof value === "function") return { t: "function" };
  if (Array.isArray(value)) return { t: "list", v: value.map(typed) };
  const kind = KINDS[value.constructor?.name];
  if (kind) return { t: kind, v: String(value) };
  return { t: "context", v: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typed(item)])) };
}

function answer({ id, expression, bindings }) {
  try {
    const context = {};
    for (const [name, text] of bindings) context[name] = evaluate(text, { ...context }).value;
    return { id, value: typed(evaluate(expression, context).value) };
  } catch (error) {
    return { id, value: { t: "null" }, error: String(error).slice(0, 200) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
