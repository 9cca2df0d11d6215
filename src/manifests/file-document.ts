import { SourceText } from './source-text';
import { ManifestDocument } from '../model/manifest-document';
import { TextPiece } from './yaml/split-stream';
import { YamlDocument, parseYamlDocument } from './yaml/yaml-document';
import { YamlField, nearestField, offsetOfField } from './yaml-position';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { DocumentOrigin, SourcePosition } from '../model/source-position';

/** The fields of one document, found again in its text when somebody asks where they stand. */
export class FieldLocator {
  private document?: YamlDocument;
  private found?: TextPiece;

  public constructor(
    public readonly source: SourceText,
    /** Asked for when it is needed, because finding it can take a pass over the text. */
    private readonly findPiece: () => TextPiece,
  ) {}

  public positionOf(path: FieldPath): SourcePosition {
    const offset = offsetOfField(nearestField(this.parsed(), path).field);
    return this.source.positionAt(this.piece.start + offset);
  }

  /** The field with its offsets in the piece, or undefined where the path leads nowhere. */
  public fieldAt(path: FieldPath): YamlField | undefined {
    const { field, found } = nearestField(this.parsed(), path);
    return found ? field : undefined;
  }

  /** The value at the end of a path, as it is written and where; undefined where there is none. */
  public valueAt(path: FieldPath): { readonly text: string; readonly position: SourcePosition } | undefined {
    const range = this.fieldAt(path)?.value?.range;
    if (!range) return undefined;
    return { text: this.piece.text.slice(range[0], range[1]), position: this.source.positionAt(this.start + range[0]) };
  }

  /** Where the piece begins in the whole text. */
  public get start(): number {
    return this.piece.start;
  }

  private get piece(): TextPiece {
    this.found ??= this.findPiece();
    return this.found;
  }

  private parsed(): YamlDocument {
    this.document ??= parseYamlDocument(this.piece.text, this.piece.json);
    return this.document;
  }
}

/** An object read from a file. */
export class FileDocument implements ManifestDocument {
  public readonly origin: DocumentOrigin;

  public constructor(
    public readonly object: KubernetesObject,
    /** Finds fields in the text. */
    public readonly locator: FieldLocator,
    /** Where the object stands in that document: not at its top where it is an item of a `List`. */
    public readonly path: FieldPath,
  ) {
    this.origin = { file: locator.source.file };
  }

  public positionOf(path: FieldPath): SourcePosition {
    return this.locator.positionOf([...this.path, ...path]);
  }
}
