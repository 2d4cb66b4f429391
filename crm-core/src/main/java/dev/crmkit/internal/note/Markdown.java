package dev.crmkit.internal.note;

import dev.crmkit.note.Mention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.node.Code;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.safety.Safelist;
import org.jspecify.annotations.Nullable;

/**
 * A text of Markdown (CommonMark) that anybody may have written: whom it mentions, and HTML that is safe to show. A text may nest as deep as it is
 * long, and whoever reads it recursively would run out of stack: past a depth, marks are plain text. Not thread-safe.
 */
final class Markdown {
    private static final int MAX_NESTING = 100;
    private static final int MAX_NAME = 200;
    private static final int MAX_ID = 200;
    private static final String MENTION = "data-mention";

    private static final Parser PARSER = Parser.builder()
            .maxOpenBlockParsers(MAX_NESTING)
            .maxInlineNesting(MAX_NESTING)
            .build();

    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .escapeHtml(true)
            .sanitizeUrls(true)
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (node instanceof Link link && mention(link).isPresent()) {
                    attributes.remove("href");
                    attributes.put(MENTION, link.getDestination());
                }
            })
            .build();

    private final Node document;

    Markdown(String text) {
        this.document = PARSER.parse(text);
    }

    /** Whom the text mentions outside of code, each once, in the order of the text. */
    List<Mention> mentions() {
        Map<String, Mention> mentions = new LinkedHashMap<>();
        for (Node node = document; node != null; node = next(node)) {
            if (node instanceof Link link) {
                mention(link).ifPresent(found -> mentions.putIfAbsent(found.kind() + ":" + found.id(), found));
            }
        }
        return new ArrayList<>(mentions.values());
    }

    /** The text as HTML without anything that runs, loads or styles. */
    String html() {
        // The renderer lets nothing through; the list of what is allowed holds even where it should.
        return Jsoup.clean(
                RENDERER.render(withoutImages()), "", allowed(), new Document.OutputSettings().prettyPrint(false));
    }

    private static Safelist allowed() {
        return new Safelist()
                .addTags("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li")
                .addTags("strong", "em", "code", "pre", "a")
                .addAttributes("ol", "start")
                .addAttributes("a", "href", "title", MENTION)
                .addProtocols("a", "href", "http", "https", "mailto")
                .addEnforcedAttribute("a", "rel", "nofollow noopener noreferrer");
    }

    /** An image tells its server who looks, so it becomes a link. */
    private Node withoutImages() {
        List<Image> images = new ArrayList<>();
        for (Node node = document; node != null; node = next(node)) {
            if (node instanceof Image image) {
                images.add(image);
            }
        }
        for (Image image : images) {
            Link link = new Link(image.getDestination(), image.getTitle());
            image.insertBefore(link);
            Node child = image.getFirstChild();
            if (child == null) {
                link.appendChild(new Text(image.getDestination()));
            }
            while (child != null) {
                Node following = child.getNext();
                link.appendChild(child);
                child = following;
            }
            image.unlink();
        }
        return document;
    }

    /** A link to a user or a group right behind an at sign. */
    private static Optional<Mention> mention(Link link) {
        if (!(link.getPrevious() instanceof Text before) || !before.getLiteral().endsWith("@")) {
            return Optional.empty();
        }
        String target = link.getDestination();
        int colon = target.indexOf(':');
        String scheme = colon < 0 ? "" : target.substring(0, colon);
        String id = target.substring(colon + 1);
        boolean isUser = scheme.equals("user");
        if ((!isUser && !scheme.equals("group")) || id.isBlank() || id.length() > MAX_ID) {
            return Optional.empty();
        }
        return Optional.of(new Mention(isUser ? Mention.Kind.USER : Mention.Kind.GROUP, id, name(link)));
    }

    private static String name(Link link) {
        StringBuilder name = new StringBuilder();
        for (Node node = link.getFirstChild(); node != null; node = next(node, link)) {
            if (node instanceof Text part) {
                name.append(part.getLiteral());
            } else if (node instanceof Code part) {
                name.append(part.getLiteral());
            }
        }
        int length = name.codePointCount(0, name.length());
        return length <= MAX_NAME ? name.toString() : name.substring(0, name.offsetByCodePoints(0, MAX_NAME));
    }

    private @Nullable Node next(Node node) {
        return next(node, document);
    }

    /** The node after this one in the order of the text, within the root. */
    private static @Nullable Node next(Node node, Node root) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        for (Node up = node; up != null && up != root; up = up.getParent()) {
            if (up.getNext() != null) {
                return up.getNext();
            }
        }
        return null;
    }
}
