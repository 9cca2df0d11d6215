import { ManifestDocument } from './manifest-document';
import { SourceText } from './source-text';
import { YamlNode } from './yaml/nodes';
import { YamlField, nearestField, offsetOfField } from './yaml-position';
import { YamlChunk, parseYaml } from './yaml-stream';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { DocumentOrigin, SourcePosition } from '../model/source-position';

/** The fields of one document, found again in its text when somebody asks where they stand. */
export class FieldLocator {
  private parsed?: { readonly root: YamlNode | undefined };
  private found?: YamlChunk;

  public constructor(
    public readonly source: SourceText,
    /** Asked for when it is needed, because finding it can take a pass over the text. */
    private readonly findChunk: () => YamlChunk,
  ) {}

  public positionOf(path: FieldPath): SourcePosition {
    const { root } = this;
    const offset = root ? offsetOfField(nearestField(root, path).field) : 0;
    return this.source.positionAt(this.chunk.start + offset);
  }

  /** The field with its offsets in the chunk, or undefined where the path leads nowhere. */
  public fieldAt(path: FieldPath): YamlField | undefined {
    const { root } = this;
    const nearest = root && nearestField(root, path);
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

  private get root(): YamlNode | undefined {
    if (!this.parsed) {
      const entry = parseYaml(this.chunk);
      this.parsed = { root: 'root' in entry ? entry.root : undefined };
    }
    return this.parsed.root;
  }
}

/** An object read from a file. */
export class FileDocument implements ManifestDocument {
  public readonly origin: DocumentOrigin;

  public constructor(
    public readonly object: KubernetesObject,
    /** Finds fields in the text. */
    public readonly locator: FieldLocator,
    /** Where the object stands in its document: not at its top where it is an item of a `List`. */
    public readonly path: FieldPath,
  ) {
    this.origin = { file: locator.source.file };
  }

  public positionOf(path: FieldPath): SourcePosition {
    return this.locator.positionOf([...this.path, ...path]);
  }
}
