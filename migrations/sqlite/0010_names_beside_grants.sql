-- The name of whoever holds the flags stands beside them; triggers keep it, as they keep whether they are billed here. So a
-- page of collaborators, in any order and with any search, is read out of an index, however many of them there are.
alter table organization_grants add column user_name text not null default '';
update organization_grants set user_name = (select u.name from users u where u.id = organization_grants.user_id);

create trigger organization_grants_named after insert on organization_grants when new.user_name = ''
begin
    update organization_grants set (user_name, billed_here) =
        (select u.name, u.billing_organization_id = new.organization_id from users u where u.id = new.user_id)
        where organization_id = new.organization_id and user_id = new.user_id;
end;
create trigger users_renamed after update of name on users
begin
    update organization_grants set user_name = new.name where user_id = new.id;
end;

drop index organization_grants_collaborators;
create index organization_grants_collaborators on organization_grants (organization_id, billed_here, user_name, user_id);
create index organization_grants_newest on organization_grants
    (organization_id, billed_here, granted_at desc, user_name, user_id);
drop index organization_grants_admins;
create index organization_grants_admins on organization_grants (organization_id, can_admin, user_name, user_id);
drop index users_billed_since;
create index users_billed_since on users (billing_organization_id, coalesce(billed_since, created_at) desc, name);
-- Few are.
create index users_disabled on users (id) where disabled_at is not null;
