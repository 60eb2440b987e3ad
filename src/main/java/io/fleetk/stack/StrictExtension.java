package io.fleetk.stack;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.PrintNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.TextNode;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import io.pebbletemplates.pebble.utils.StringUtils;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/**
 * Makes Pebble strict about null, which its own strictness is only in part: printing it, or walking
 * over it, is an error. Also tells the writer which line of the template a text comes from, and
 * brings the filters and functions that are fleetk's own.
 */
final class StrictExtension extends AbstractExtension {
  @Override
  public List<NodeVisitorFactory> getNodeVisitors() {
    return List.of(template -> visitor((PebbleTemplateImpl) template));
  }

  @Override
  public Map<String, Filter> getFilters() {
    return Map.of(
        "having", new HavingFilter(), "atLeast", new AtLeastFilter(), "json", new JsonFilter());
  }

  @Override
  public Map<String, Function> getFunctions() {
    return Map.of("fail", new FailFunction());
  }

  private static NodeVisitor visitor(PebbleTemplateImpl template) {
    return new AbstractNodeVisitor(template) {
      @Override
      public void visit(BodyNode body) {
        body.getChildren().replaceAll(StrictExtension::strict);
        super.visit(body);
      }
    };
  }

  private static RenderableNode strict(RenderableNode node) {
    return switch (node) {
      case TextNode text -> new Text(new String(text.getData()), text.getLineNumber());
      case PrintNode print -> new Print(print.getExpression(), print.getLineNumber());
      case ForNode loop ->
          new ForNode(
              loop.getLineNumber(),
              loop.getIterationVariable(),
              new Given(loop.getIterable(), loop.getLineNumber()),
              loop.getBody(),
              loop.getElseBody());
      default -> node;
    };
  }

  /** Text of the template, with the line it ends on: Pebble numbers texts by their ends. */
  private static final class Text extends AbstractRenderableNode {
    private final String shown;
    private final int firstLine;

    Text(String shown, int lastLine) {
      super(lastLine);
      this.shown = shown;
      this.firstLine = lastLine - (int) shown.chars().filter(c -> c == '\n').count();
    }

    @Override
    public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context)
        throws IOException {
      if (writer instanceof SourceMappingWriter mapping) {
        mapping.writeText(shown, firstLine);
      } else {
        writer.write(shown);
      }
    }

    @Override
    public void accept(NodeVisitor visitor) {
      visitor.visit(this);
    }
  }

  /** A print tag. */
  private static final class Print extends AbstractRenderableNode {
    private final Expression<?> expression;

    Print(Expression<?> expression, int line) {
      super(line);
      this.expression = expression;
    }

    @Override
    public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context)
        throws IOException {
      Object value = expression.evaluate(self, context);
      if (value == null) {
        throw new PebbleException(
            null, "there is no value to print (it is null)", getLineNumber(), self.getName());
      }
      if (value instanceof Map || value instanceof Iterable) {
        String kind = value instanceof Map ? "mapping" : "list";
        throw new PebbleException(
            null,
            "a %s cannot be printed: walk over it, or join it with | join(',')".formatted(kind),
            getLineNumber(),
            self.getName());
      }
      String printed = StringUtils.toString(value);
      if (writer instanceof SourceMappingWriter mapping) {
        mapping.writePrinted(printed, getLineNumber());
      } else {
        writer.write(printed);
      }
    }

    @Override
    public void accept(NodeVisitor visitor) {
      visitor.visit(this);
    }
  }

  /** What a loop walks over: never null. */
  private record Given(Expression<?> expression, int line) implements Expression<Object> {
    @Override
    public Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
      Object value = expression.evaluate(self, context);
      if (value == null) {
        throw new PebbleException(
            null, "there is nothing to walk over (it is null)", line, self.getName());
      }
      return value;
    }

    @Override
    public void accept(NodeVisitor visitor) {
      expression.accept(visitor);
    }

    @Override
    public int getLineNumber() {
      return line;
    }
  }
}
