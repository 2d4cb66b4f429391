package dev.crmkit.internal.engine;

import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.access.Grants;
import dev.crmkit.internal.list.ListCatalog;
import dev.crmkit.internal.list.ListChanges;
import dev.crmkit.internal.schema.SchemaCodec;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.job.JobOptions;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.WorkspaceState;
import dev.crmkit.type.EvaluationContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transaction with who acts in it, when, and by which schema. Not thread-safe. */
public final class Tx {
    private final EngineContext engine;
    private final StorageTransaction storage;
    private final Actor actor;
    private final Actor rights;
    private final boolean joined;
    private final Instant now;
    private @Nullable WorkspaceSchema schema;
    private @Nullable Grants grants;
    private @Nullable Access access;
    private @Nullable ListCatalog lists;
    private boolean listsChanged;
    private final ListChanges changes = new ListChanges(this);
    private boolean schemaChanged;
    private boolean membersChanged;
    private boolean enqueued;
    private final Map<String, NewJob> atEnd = new LinkedHashMap<>();

    Tx(EngineContext engine, StorageTransaction storage, Actor actor, Actor rights, boolean joined) {
        this.engine = engine;
        this.storage = storage;
        this.actor = actor;
        this.rights = rights;
        this.joined = joined;
        this.now = engine.now();
    }

    /** The transaction of the storage. */
    public StorageTransaction storage() {
        return storage;
    }

    /** Records of the storage; it is noted which attributes questions name. */
    public RecordStorage records() {
        return new NotedRecords(
                storage.records(), field -> engine.indexUses().note(workspace().id(), field, now));
    }

    /** The workspace. */
    public WorkspaceState workspace() {
        return storage.workspace();
    }

    /** Who acts. */
    public Actor actor() {
        return actor;
    }

    /** Whose rights hold: the actor's own, but where somebody acts for another. */
    public Actor rights() {
        return rights;
    }

    /** When the transaction began, by the engine's clock. */
    public Instant now() {
        return now;
    }

    /** A new id. */
    public UUID newId() {
        return engine.ids().next();
    }

    /** The attribute types. */
    public TypeRegistry types() {
        return engine.types();
    }

    /** When and where conditions are evaluated. */
    public EvaluationContext evaluation() {
        return new EvaluationContext(now, schema().zone());
    }

    /** The schema as this transaction sees it. */
    public WorkspaceSchema schema() {
        WorkspaceSchema known = schema;
        if (known == null) {
            known = loadSchema();
            schema = known;
        }
        return known;
    }

    private WorkspaceSchema loadSchema() {
        WorkspaceState workspace = storage.workspace();
        if (schemaChanged) {
            return readSchema(workspace.schemaVersion() + 1);
        }
        WorkspaceSchema cached = engine.schemas().getIfPresent(workspace.id());
        if (cached != null && cached.version() == workspace.schemaVersion()) {
            return cached;
        }
        WorkspaceSchema loaded = readSchema(workspace.schemaVersion());
        // Inside the host's transaction the version may be one that nobody else will ever see.
        if (!joined && (cached == null || cached.version() < loaded.version())) {
            engine.schemas().put(workspace.id(), loaded);
        }
        return loaded;
    }

    private WorkspaceSchema readSchema(long version) {
        if (version == 0) {
            return new WorkspaceSchema(0, ZoneOffset.UTC, TagName.STANDARD_PREFIXES, Map.of(), List.of());
        }
        Map<String, Object> settings = Json.readObject(storage.schema().settings());
        String zone = Json.text(settings, "zone");
        return new WorkspaceSchema(
                version,
                zone == null ? ZoneOffset.UTC : ZoneId.of(zone),
                TagName.prefixes(settings),
                settings,
                SchemaCodec.read(storage.schema().definitions()));
    }

    /** The newest schema, which nobody else changes until this transaction ends. */
    public WorkspaceSchema lockSchema() {
        long version = storage.schema().lock();
        schemaChanged = true;
        WorkspaceSchema locked = readSchema(version);
        schema = locked;
        return locked;
    }

    /** The schema again, after this transaction has changed it. */
    public WorkspaceSchema reloadSchema() {
        WorkspaceSchema known = schema();
        WorkspaceSchema reloaded = readSchema(known.version() + 1);
        schema = reloaded;
        return reloaded;
    }

    /**
     * What the actor may see and do.
     *
     * @throws dev.crmkit.error.ForbiddenException if the workspace has members and the actor is none
     */
    public Access access() {
        Access known = access;
        if (known == null || known.schema() != schema()) {
            known = new Access(grants(), schema(), types(), evaluation(), this::lists);
            access = known;
        }
        return known;
    }

    /** The lists of the workspace, whoever sees them. */
    public ListCatalog lists() {
        ListCatalog known = (lists == null ? loadLists() : lists).by(schema(), types());
        lists = known;
        return known;
    }

    private ListCatalog loadLists() {
        WorkspaceState workspace = storage.workspace();
        if (listsChanged) {
            return ListCatalog.read(storage.documents(), workspace.documentsVersion() + 1, schema(), types());
        } else if (workspace.documentsVersion() == 0) {
            return ListCatalog.none();
        }
        ListCatalog cached = engine.lists().getIfPresent(workspace.id());
        if (cached != null && cached.version() == workspace.documentsVersion()) {
            return cached;
        }
        ListCatalog loaded = ListCatalog.read(storage.documents(), workspace.documentsVersion(), schema(), types());
        // Inside the host's transaction the version may be one that nobody else will ever see.
        if (!joined && (cached == null || cached.version() < loaded.version())) {
            engine.lists().put(workspace.id(), loaded);
        }
        return loaded;
    }

    /** Reads the lists anew when they are asked for next: they have changed, or nobody else changes them now. */
    public void forgetLists() {
        listsChanged = true;
        lists = null;
        access = null;
    }

    /** Refuses actors that are not members. */
    Tx admitted() {
        grants();
        return this;
    }

    private Grants grants() {
        Grants known = grants;
        if (known == null) {
            known = loadGrants().admitted(workspace().id());
            grants = known;
        }
        return known;
    }

    private Grants loadGrants() {
        WorkspaceState workspace = storage.workspace();
        if (membersChanged) {
            return Grants.load(storage, rights, workspace.documentsVersion() + 1);
        }
        EngineContext.GrantsKey key = new EngineContext.GrantsKey(workspace.id(), rights);
        Grants cached = engine.grants().getIfPresent(key);
        if (cached != null && cached.version() == workspace.documentsVersion()) {
            return cached;
        }
        Grants loaded = Grants.load(storage, rights, workspace.documentsVersion());
        // Inside the host's transaction the version may be one that nobody else will ever see.
        if (!joined && workspace.documentsVersion() > 0 && (cached == null || cached.version() < loaded.version())) {
            engine.grants().put(key, loaded);
        }
        return loaded;
    }

    /** Whether this member or group was there when the transaction began, as far as is remembered. */
    public boolean isKnownPrincipal(String text) {
        Long version = membersChanged ? null : engine.principals().getIfPresent(principal(text));
        return version != null && version == workspace().documentsVersion();
    }

    /** Remembers that these members and groups are there, until members change. */
    public void rememberPrincipals(Collection<String> texts) {
        // Inside the host's transaction the version may be one that nobody else will ever see.
        if (!joined && !membersChanged) {
            texts.forEach(
                    text -> engine.principals().put(principal(text), workspace().documentsVersion()));
        }
    }

    private EngineContext.PrincipalKey principal(String text) {
        return new EngineContext.PrincipalKey(workspace().id(), text);
    }

    /** Looks anew at what the actor may see and do when it is asked for next: members or roles have changed, or nobody else changes them now. */
    public void forgetAccess() {
        membersChanged = true;
        grants = null;
        access = null;
    }

    /** What is to be enqueued at the end as it is now, for {@link #forget}. */
    Map<String, NewJob> atEnd() {
        return new LinkedHashMap<>(atEnd);
    }

    /** Forgets what was read, and what was to be enqueued, after a change was undone. */
    void forget(Map<String, NewJob> atEndBefore) {
        atEnd.keySet().retainAll(atEndBefore.keySet());
        schema = null;
        grants = null;
        access = null;
        lists = null;
    }

    /** Writes events, and lets the engine's listener hear them. */
    public void append(List<StoredEvent> events) {
        storage.events().append(events);
        engine.listener().hear(this, events);
        if (engine.growth().hear(workspace().id(), events, now)) {
            enqueueAtEnd(Growth.KIND, Growth.DELAY);
        }
        changes.hear(events);
    }

    /** Something happened around records at that instant: their last activity moves forward to it, where it was earlier. */
    public void touch(Collection<UUID> ids, Instant at) {
        records().touch(ids, at);
        changes.touched(ids);
    }

    /** How long notices wait for others to the same recipient, or null if nobody is told anything. */
    public @Nullable Duration noticeWindow() {
        return engine.noticeWindow();
    }

    /**
     * Enqueues a job without a payload when the work of this transaction is done, once for each kind. Such jobs run one after the other in a
     * workspace. Only at the end, so that nobody waits for this transaction longer than its commit takes; in the host's transaction, which may
     * last, each call has a job of its own.
     */
    public void enqueueAtEnd(String kind, Duration delay) {
        atEnd.putIfAbsent(
                kind, new NewJob(newId(), kind, "{}", delay, kind, joined ? null : kind, JobOptions.DEFAULT_ATTEMPTS));
    }

    /**
     * Enqueues a job without a payload when the work of this transaction is done, once for each kind: one of its own, though others of the kind wait. A job that
     * waits now may run before this transaction commits, and would not see what it leaves. Such jobs run one after the other in a workspace.
     */
    public void enqueueOwnAtEnd(String kind) {
        atEnd.putIfAbsent(
                kind, new NewJob(newId(), kind, "{}", Duration.ZERO, kind, null, JobOptions.DEFAULT_ATTEMPTS));
    }

    /** Other columns hold index values than before: objects that are kept by themselves need other indexes. */
    public void indexesChanged() {
        if (engine.storage().capabilities().contains(StorageCapability.RELOCATION)) {
            enqueueAtEnd(Growth.KIND, Duration.ZERO);
        }
    }

    /** The work is done, and the commit follows. */
    void end() {
        List<NewJob> jobs = new ArrayList<>(atEnd.values());
        jobs.addAll(changes.jobs());
        if (!jobs.isEmpty()) {
            storage.jobs().enqueue(jobs);
            enqueued = true;
        }
    }

    /** Says that this transaction enqueues a job. */
    public void markEnqueued() {
        enqueued = true;
    }

    boolean hasEnqueued() {
        return enqueued;
    }
}
