package dev.crmkit.channel;

import dev.crmkit.model.RecordRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The addresses of records. Changing them takes the right to change the record. What EMAIL, PHONE and URL attributes hold is here by itself, written with the record; others are added. Thread-safe, except
 * inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Channels {

    /**
     * Adds an address to a record. One that the record has already is not doubled: it counts as given from then on and takes the label, if there is one.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException if the address is malformed, the label too long, or the record has 200 channels
     * @throws dev.crmkit.error.DuplicateValueException if addresses of the kind are unique and another record has it
     * @throws dev.crmkit.error.CrmException with {@code RECORD_ARCHIVED} if the record is archived
     */
    Channel add(NewChannel channel);

    /** As {@link #add(NewChannel)}, without label. */
    default Channel add(UUID record, ChannelKind kind, String address) {
        return add(NewChannel.of(record, kind, address));
    }

    /**
     * As {@link #add(NewChannel)}, for up to 1,000 channels at once, all or none.
     *
     * @return the channels in the order of the input
     */
    List<Channel> addAll(List<NewChannel> channels);

    /**
     * Changes label or primacy.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code CHANNEL_NOT_FOUND} if there is no such channel
     */
    Channel change(UUID channel, ChannelChange change);

    /**
     * Records that the actor made sure of the address, now. Once is enough: a verified channel stays as it is.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code CHANNEL_NOT_FOUND} if there is no such channel
     */
    Channel verify(UUID channel);

    /**
     * Takes an address away that was added or came with a merged record. If attributes say it too, the channel stays for their sake. What was said about consent is kept, and holds again when
     * the record gets the address again.
     *
     * @return whether the channel was there
     * @throws dev.crmkit.error.InvalidInputException with {@code VALUE_READ_ONLY} if it is there for attributes only
     */
    boolean remove(UUID channel);

    /**
     * Records what was said about a purpose, also of archived records. Saying the same again changes nothing.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code CHANNEL_NOT_FOUND} if there is no such channel
     * @throws dev.crmkit.error.InvalidInputException if the purpose is malformed, or a text too long
     */
    Channel consent(UUID channel, ConsentStatement statement);

    /**
     * The channels of a record: by kind in the order of their slugs, the primary one first, then the oldest.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<Channel> of(UUID record);

    /** The channels of up to 1,000 records as in {@link #of}, by record; a record without channels has an empty list, an unknown one none. */
    Map<UUID, List<Channel>> ofAll(Collection<UUID> records);

    /** The live records that have the address, by id, in any form that leads to it; none if the text is no such address. */
    List<RecordRef> find(ChannelKind kind, String address);

    /** As {@link #find}, for up to 1,000 addresses at once: each with its records, in the order given. */
    Map<Address, List<RecordRef>> findAll(Collection<Address> addresses);

    /**
     * Chooses channel and sender for a message. Where none will do, the result says why.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Choice choose(UUID record, Purpose purpose);

    /** As {@link #choose}, for up to 1,000 records at once, by record; unknown ones are left out. */
    Map<UUID, Choice> chooseAll(Collection<UUID> records, Purpose purpose);

    /** What holds for the addresses of the workspace. */
    ChannelSettings settings();

    /**
     * Sets what holds for the addresses of the workspace. A kind becomes unique only if no two live records of an object share an address of it;
     * otherwise nothing changes, and the report says which. Numbers that are stored stay as they are.
     *
     * @throws dev.crmkit.error.InvalidInputException if the region is no country
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change settings
     */
    SharingReport configure(ChannelSettings settings);

    /** The addresses to which nothing is sent. */
    Suppressions suppressions();

    /** The accounts from which messages go out. */
    Senders senders();
}
