import { createServer, type Server, type Socket } from "node:net";
import type { Received } from "./stand-in-receivers.ts";

/** Of RFC 5321, 4.5.3.1.6. */
const LINE_CHARACTERS = 998;

/** As much of a mail server as one client needs; it takes every login. */
export function createMailServer(mails: Received<string>): Server {
  return createServer((socket) => converse(socket, mails));
}

function converse(socket: Socket, mails: Received<string>): void {
  let rest = "";
  let mail: string[] | undefined;
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.write("220 mail.example ESMTP\r\n");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (mail === undefined) {
        mail = answer(line, socket);
      } else if (line === ".") {
        const isLong = mail.some((one) => one.length > LINE_CHARACTERS);
        (isLong ? mails.refused : mails.accepted).push(mail.join("\n"));
        mail = undefined;
        socket.write(isLong ? "500 line too long\r\n" : "250 taken\r\n");
      } else {
        mail.push(line);
      }
    }
  });
}

/** @returns the mail that begins, if one does */
function answer(line: string, socket: Socket): string[] | undefined {
  if (/^DATA/i.test(line)) {
    socket.write("354 go on\r\n");
    return [];
  }
  if (/^QUIT/i.test(line)) {
    socket.end("221 bye\r\n");
  } else if (/^EHLO/i.test(line)) {
    socket.write("250-mail.example\r\n250 AUTH PLAIN\r\n");
  } else {
    socket.write(/^AUTH/i.test(line) ? "235 welcome\r\n" : "250 fine\r\n");
  }
  return undefined;
}
