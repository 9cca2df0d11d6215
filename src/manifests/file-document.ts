import { Document } from 'yaml';
import { ManifestDocument } from './manifest-document';
import { SourceText } from './source-text';
import { YamlField, nearestField, offsetOfField } from './yaml-position';
import { YamlChunk, parseYaml } from './yaml-stream';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { DocumentOrigin, SourcePosition } from '../model/source-position';

/** The fields of one parsed document, found again in its text when somebody asks where they stand. */
export class FieldLocator {
  private documents?: Document.Parsed[];
  private found?: YamlChunk;

  public constructor(
    public readonly source: SourceText,
    /** Asked for when it is needed, because finding it can take a pass over the text. */
    private readonly findChunk: () => YamlChunk,
  ) {}

  public positionOf(index: number, path: FieldPath): SourcePosition {
    const document = this.parsed()[index];
    const offset = document ? offsetOfField(nearestField(document, path).field) : 0;
    return this.source.positionAt(this.chunk.start + offset);
  }

  /** The field with its offsets in the chunk, or undefined where the path leads nowhere. */
  public fieldAt(index: number, path: FieldPath): YamlField | undefined {
    const document = this.parsed()[index];
    const nearest = document && nearestField(document, path);
    return nearest?.found ? nearest.field : undefined;
  }

  /** Where the chunk begins in the whole text. */
  public get start(): number {
    return this.chunk.start;
  }

  private get chunk(): YamlChunk {
    this.found ??= this.findChunk();
    return this.found;
  }

  private parsed(): Document.Parsed[] {
    this.documents ??= [...parseYaml(this.chunk.text)].flatMap((entry) =>
      'document' in entry ? [entry.document] : [],
    );
    return this.documents;
  }
}

/** An object read from a file. */
export class FileDocument implements ManifestDocument {
  public readonly origin: DocumentOrigin;

  public constructor(
    public readonly object: KubernetesObject,
    /** Finds fields in the text. */
    public readonly locator: FieldLocator,
    /** Which document of the locator's text. */
    public readonly index: number,
    /** Where the object stands in that document: not at its top where it is an item of a `List`. */
    public readonly path: FieldPath,
  ) {
    this.origin = { file: locator.source.file };
  }

  public positionOf(path: FieldPath): SourcePosition {
    return this.locator.positionOf(this.index, [...this.path, ...path]);
  }
}
