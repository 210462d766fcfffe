import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs work while no other process that uses the same file does. The file holds the process id of its owner, so that a lock left behind by a process
 * that was killed is taken over. It is released when the work ends or the process is stopped.
 *
 * @param {string} file
 * @param {() => Promise<void>} work
 */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file, process.pid)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) {
      takeAway(file, owner);
      continue;
    }
    if (!told && owner !== undefined) {
      console.error(`Waiting for another set-up (process ${owner}).`);
      told = true;
    }
    await sleep(250);
  }
  const release = () => {
    if (ownerOf(file) === process.pid) {
      rmSync(file, { force: true });
    }
  };
  process.once("exit", release);
  try {
    await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

/** A link appears whole or not at all: nobody sees the file without its owner in it. */
function take(file, owner) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(owner));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Only one of several waiters may remove the lock of a dead owner, and only while it still is that owner's. */
function takeAway(file, deadOwner) {
  const right = `${file}.dead-${deadOwner}`;
  if (take(right, process.pid)) {
    if (ownerOf(file) === deadOwner) {
      rmSync(file);
    }
    rmSync(right);
  }
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") {
      throw error;
    }
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
