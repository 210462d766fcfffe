import ts from "typescript";

export interface ImportedModule {
  readonly specifier: string;
  readonly line: number;
  /** Erased by the compiler; does not load anything. */
  readonly typeOnly: boolean;
}

/** What the rules want to know of one source file. */
export interface SourceModule {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly ImportedModule[];
  /** Lines with `export * from`. */
  readonly exportsAll: readonly number[];
  /** Lines that read `process.env`. */
  readonly environment: readonly number[];
}

/** Reads a file's imports as the compiler sees them, so that comments and strings do not count. */
export function readModule(path: string, text: string): SourceModule {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: ImportedModule[] = [];
  const exportsAll: number[] = [];
  const environment: number[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      imports.push({ specifier: specifier.text, line: lineOf(node), typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, importsOnlyTypes(node));
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
      if (node.moduleSpecifier !== undefined && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))) {
        exportsAll.push(lineOf(node));
      }
    } else if (ts.isCallExpression(node) && isLoad(node.expression)) {
      add(node, node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, true);
    } else if (ts.isPropertyAccessExpression(node) && node.name.text === "env" && node.expression.getText(source) === "process") {
      environment.push(lineOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, lines: text.trimEnd().split("\n").length, imports, exportsAll, environment };
}

function importsOnlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined || importClause.isTypeOnly || importClause.name !== undefined) {
    return importClause?.isTypeOnly ?? false;
  }
  const { namedBindings } = importClause;
  return namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.every((element) => element.isTypeOnly);
}

function isLoad(callee: ts.Node): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}
