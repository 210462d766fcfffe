/** Words that open a statement. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "SELECT INSERT UPDATE DELETE MERGE WITH VALUES TABLE CALL DO COPY BEGIN START COMMIT END ROLLBACK ABORT SAVEPOINT RELEASE PREPARE EXECUTE " +
    "DEALLOCATE DECLARE FETCH MOVE CLOSE SET RESET SHOW DISCARD LISTEN UNLISTEN NOTIFY LOCK CREATE ALTER DROP TRUNCATE COMMENT GRANT REVOKE " +
    "REFRESH REINDEX CLUSTER ANALYZE VACUUM EXPLAIN CHECKPOINT"
  ).split(" "),
);

/** White space, comments and parentheses in front of a statement; its first word behind them. */
const FIRST_WORD = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*([A-Za-z]{1,20})/;

/** Comments beyond it are not searched for a statement. UTF-16 units. */
const LONGEST_HEAD = 1000;

/** First keyword of a statement, in capitals; `_OTHER` for anything else. Nothing else of the text is told. */
export function sqlOperation(statement: unknown): string {
  const word = typeof statement === "string" ? FIRST_WORD.exec(statement.slice(0, LONGEST_HEAD))?.[1]?.toUpperCase() : undefined;
  return word !== undefined && KEYWORDS.has(word) ? word : "_OTHER";
}
