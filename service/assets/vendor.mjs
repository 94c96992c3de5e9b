// Copies what the pages use out of node_modules into ../static/vendor, unchanged, and writes down what it is:
// vendor.json (version, licence, SHA-384 of each file) and LICENSES.txt. Same lock, same bytes.
//   npm ci && node vendor.mjs

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "..", "static", "vendor");

const PACKAGES = [
  {
    name: "swagger-ui-dist",
    files: ["swagger-ui-bundle.js", "swagger-ui.css"],
    licences: ["NOTICE", "LICENSE", "swagger-ui-bundle.js.LICENSE.txt"],
  },
  ...["d3-dispatch", "d3-force", "d3-quadtree", "d3-timer"].map((name) => ({
    name,
    files: [`dist/${name}.min.js`],
    licences: ["LICENSE"],
  })),
];

const read = (name, file) => readFileSync(join(HERE, "node_modules", name, file));

function copied(name, file) {
  const bytes = read(name, file);
  const path = `${name}/${basename(file)}`;
  mkdirSync(join(TARGET, name), { recursive: true });
  writeFileSync(join(TARGET, path), bytes);
  return { path, sha384: createHash("sha384").update(bytes).digest("base64") };
}

function taken({ name, files }) {
  const { version, license } = JSON.parse(read(name, "package.json"));
  return { name, version, license, files: files.map((file) => copied(name, file)) };
}

const licences = ({ name, licences }) =>
  licences.map((file) => `==== ${name}: ${file} ====\n\n${read(name, file).toString("utf8").trim()}\n`).join("\n");

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
writeFileSync(join(TARGET, "vendor.json"), JSON.stringify({ packages: PACKAGES.map(taken) }, null, 2) + "\n");
writeFileSync(join(TARGET, "LICENSES.txt"), PACKAGES.map(licences).join("\n"));
