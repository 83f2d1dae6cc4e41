//! The tables of modest size as SeaORM sees them; their columns are documented where they are
//! public, in the file of the noun. The three tables with millions of rows (record, link, entity)
//! are written and read in bulk by the files of those nouns, without a model in between.

/// Declares a table's row type. Tables are joined by hand where they are joined at all, so there
/// are no relations.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident = $name:literal {
        $($(#[$meta:meta])* $column:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub(crate) struct Model {
                $($(#[$meta])* pub(crate) $column: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod comparisons;
mod deliveries;
mod figures;
mod forms;
mod house;
mod identities;
mod kinds;
mod policies;
mod tags;

pub(crate) use comparisons::*;
pub(crate) use deliveries::*;
pub(crate) use figures::*;
pub(crate) use forms::*;
pub(crate) use house::*;
pub(crate) use identities::*;
pub(crate) use kinds::*;
pub(crate) use policies::*;
pub(crate) use tags::*;
