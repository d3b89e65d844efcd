-- The name of whoever holds the flags stands beside them; triggers keep it, as they keep whether they are billed here. So a
-- page of collaborators, in any order and with any search, is read out of an index, however many of them there are.
alter table organization_grants add column user_name text collate "C" not null default '';
update organization_grants set user_name = (select u.name from users u where u.id = organization_grants.user_id);

create function name_grant() returns trigger language plpgsql as $$
begin
    select u.name, u.billing_organization_id = new.organization_id into new.user_name, new.billed_here
        from users u where u.id = new.user_id;
    return new;
end $$;
create trigger organization_grants_named before insert on organization_grants
    for each row when (new.user_name = '') execute function name_grant();
create function rename_grants() returns trigger language plpgsql as $$
begin
    update organization_grants set user_name = new.name where user_id = new.id;
    return null;
end $$;
create trigger users_renamed after update of name on users
    for each row execute function rename_grants();

drop index organization_grants_collaborators;
create index organization_grants_collaborators on organization_grants (organization_id, billed_here, user_name, user_id);
create index organization_grants_newest on organization_grants
    (organization_id, billed_here, granted_at desc, user_name, user_id);
drop index organization_grants_admins;
create index organization_grants_admins on organization_grants (organization_id, can_admin, user_name, user_id);
drop index users_billed_since;
create index users_billed_since on users (billing_organization_id, (coalesce(billed_since, created_at)) desc, name);
-- Few are.
create index users_disabled on users (id) where disabled_at is not null;
