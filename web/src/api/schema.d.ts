/**
 * The shapes that the service answers with.
 * Written by `npm run gen` from ../openapi.json; do not edit by hand.
 */

export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      cells?: components['schemas']['CellProblem'][] | null;
    };
    CellProblem: { index: number; message: string };

    AreaRef: { code: string; name: string; level: string };
    Me: {
      login: string;
      name: string;
      role: string;
      area: components['schemas']['AreaRef'];
      department?: string | null;
      can: string[];
      demo: boolean;
    };
    About: { version: string; demo?: components['schemas']['DemoAccount'][] | null };
    DemoAccount: { login: string; password: string; name: string; role: string; area: string };

    AreaNode: { code: string; name: string; level: string; parent?: string | null };
    AreasLoaded: { loaded: number; issues: components['schemas']['AreaIssue'][] };
    AreaIssue: { line: number; message: string };

    Element: {
      id: string;
      label: string;
      entity: string;
      kind: string;
      unit?: string | null;
      code_table?: string | null;
      grade: string;
      population?: string | null;
      as_of?: string | null;
      titles: string[];
    };
    CodeTable: {
      id: string;
      label: string;
      standard?: string | null;
      entries: components['schemas']['CodeEntry'][];
    };
    CodeEntry: { code: string; label: string };
    Source: { code: string; label: string; department: string; entity: string };
    TagCount: {
      name: string;
      kind: string;
      group: string;
      rule: string;
      source: string;
      grade: string;
      count?: number | null;
    };

    Workbench: { items: components['schemas']['WorkItem'][]; figures: components['schemas']['Figure'][] };
    WorkItem: {
      kind: string;
      title: string;
      detail: string;
      link: string;
      due?: string | null;
      count: number;
    };
    Figure: { label: string; value: number; link?: string | null; hint: string };

    PeopleQuery: {
      area?: string | null;
      basis?: string;
      text?: string | null;
      tags_all?: string[];
      tags_any?: string[];
      tags_none?: string[];
      age_min?: number | null;
      age_max?: number | null;
      sex?: string | null;
      alive?: boolean | null;
      sort?: string;
      descending?: boolean;
      page?: number;
      size?: number;
    };
    PeoplePage: { total: number; rows: components['schemas']['PersonRow'][]; took_ms: number };
    PersonRow: {
      id: number;
      name: string;
      sex: string;
      age?: number | null;
      birth?: string | null;
      id_number: string;
      phone: string;
      address: string;
      community: string;
      hukou_community: string;
      dwelling_id?: number | null;
      tags: string[];
      deceased: boolean;
    };
    PersonPage: {
      id: number;
      name: string;
      community: string;
      tags: components['schemas']['PersonTag'][];
      facts: components['schemas']['Fact'][];
      dwellings: components['schemas']['PersonDwelling'][];
      household: components['schemas']['Relative'][];
      cohabitants: components['schemas']['Relative'][];
      timeline: components['schemas']['TimelineEvent'][];
    };
    PersonTag: { name: string; group: string; rule: string };
    PersonDwelling: {
      relation: string;
      dwelling_id: number;
      label: string;
      source: string;
      as_of?: string | null;
    };
    Relative: { id: number; name: string; relation: string; age?: number | null };
    TimelineEvent: { at: string; text: string; source: string };
    Fact: {
      element: string;
      label: string;
      group: string;
      value: string;
      masked: boolean;
      grade: string;
      source: string;
      as_of?: string | null;
      why: string;
      rivals: components['schemas']['Rival'][];
      history_by_person: boolean;
    };
    Rival: { value: string; source: string; as_of?: string | null };
    Revealed: { value: string };

    Estate: {
      community_code: string;
      community: string;
      name: string;
      buildings: number;
      dwellings: number;
      occupied: number;
      residents: number;
    };
    EstateView: { community: string; name: string; buildings: components['schemas']['Building'][] };
    Building: { name: string; residents: number; units: components['schemas']['Unit'][] };
    Unit: { name: string; floors: components['schemas']['Floor'][] };
    Floor: { floor: number; rooms: components['schemas']['RoomCell'][] };
    RoomCell: {
      dwelling_id: number;
      room: string;
      residents: number;
      registered: number;
      use: string;
      flags: string[];
    };
    DwellingPage: {
      id: number;
      label: string;
      community: string;
      estate: string;
      building: string;
      unit: string;
      room: string;
      facts: components['schemas']['Fact'][];
      occupants: components['schemas']['PersonRow'][];
      registered: components['schemas']['PersonRow'][];
    };

    PlacesQuery: {
      area?: string | null;
      text?: string | null;
      kind?: string | null;
      sort?: string;
      page?: number;
      size?: number;
    };
    PlacesPage: { total: number; rows: components['schemas']['PlaceRow'][] };
    PlaceRow: {
      id: number;
      name: string;
      kind: string;
      credit_code: string;
      address: string;
      community: string;
      status: string;
      industry: string;
    };
    PlacePage: { id: number; name: string; community: string; facts: components['schemas']['Fact'][] };

    Delivery: {
      id: number;
      source: string;
      source_label: string;
      file_name: string;
      state: string;
      progress: number;
      received_at: string;
      received_by: string;
      finished_at?: string | null;
      as_of?: string | null;
      rows_read: number;
      rows_loaded: number;
      rows_refused: number;
      problem?: components['schemas']['DeliveryProblem'] | null;
      duplicate_of?: number | null;
    };
    DeliveryProblem: { code: string; detail: string };
    DeliveryList: { total: number; rows: components['schemas']['Delivery'][] };
    DeliveryDetail: components['schemas']['Delivery'] & {
      card?: components['schemas']['ReportCard'] | null;
    };
    ReportCard: {
      sheets: components['schemas']['SheetCard'][];
      issues: components['schemas']['IssueCount'][];
      missing_required: string[];
      unknown_columns: string[];
      notes: string[];
      linked: components['schemas']['LinkedCount'];
    };
    SheetCard: {
      name: string;
      kind: string;
      header_rows?: number[] | null;
      rows_read: number;
      rows_clean: number;
      rows_refused: number;
      columns: components['schemas']['ColumnCard'][];
    };
    ColumnCard: {
      letter: string;
      title: string;
      path: string[];
      element?: string | null;
      tier: string;
      reason: string;
      filled: number;
    };
    IssueCount: { code: string; label: string; severity: string; count: number };
    LinkedCount: { existing: number; new: number };
    IssueList: { total: number; rows: components['schemas']['Issue'][] };
    Issue: {
      sheet: string;
      row: number;
      column?: string | null;
      column_letter?: string | null;
      code: string;
      severity: string;
      message: string;
    };
    UndoResult: { entities: number; retired: number; communities: number };

    Template: {
      id: number;
      title: string;
      department: string;
      file_name: string;
      sheet: string;
      header_rows: number[];
      created_at: string;
      columns: components['schemas']['TemplateColumn'][];
      preview: string[][];
    };
    TemplateColumn: {
      index: number;
      letter: string;
      path: string[];
      element?: string | null;
      element_label?: string | null;
      required: boolean;
      tier: string;
      confidence: number;
      reason: string;
      confirmed: boolean;
    };
    RequestPreview: {
      total: number;
      streets: components['schemas']['PreviewStreet'][];
      held_share: number;
      columns: components['schemas']['PreviewColumn'][];
    };
    PreviewStreet: {
      code: string;
      name: string;
      count: number;
      communities: components['schemas']['PreviewCommunity'][];
    };
    PreviewCommunity: { code: string; name: string; count: number };
    PreviewColumn: { index: number; label: string; held_share: number };
    Request: {
      id: number;
      title: string;
      department: string;
      template_id: number;
      state: string;
      due?: string | null;
      as_of?: string | null;
      created_at: string;
      created_by: string;
      submissions: number;
      accepted: number;
      submitted: number;
      rows: number;
    };
    RequestDetail: Omit<components['schemas']['Request'], 'submissions'> & {
      submissions: components['schemas']['SubmissionRow'][];
      totals: components['schemas']['Totals'];
      streets: components['schemas']['StreetTotals'][];
      events: components['schemas']['RequestEvent'][];
    };
    StreetTotals: { code: string; name: string; totals: components['schemas']['Totals'] };
    RequestEvent: {
      at: string;
      actor: string;
      act: string;
      community?: string | null;
      remark?: string | null;
    };
    Totals: {
      communities: number;
      accepted: number;
      submitted: number;
      rows: number;
      cells: number;
      prefilled: number;
      corrected: number;
      typed: number;
      empty: number;
      sums: components['schemas']['ColumnSum'][];
    };
    ColumnSum: { column: number; label: string; sum: number };
    SubmissionRow: {
      id: number;
      request_id: number;
      community_code: string;
      community: string;
      street_code: string;
      street: string;
      state: string;
      rows: number;
      filled_share: number;
      corrected: number;
      updated_at?: string | null;
      remark?: string | null;
    };
    SubmissionGrid: components['schemas']['SubmissionRow'] & {
      title: string;
      columns: components['schemas']['GridColumn'][];
      due?: string | null;
      can: components['schemas']['SubmissionRights'];
    };
    SubmissionRights: {
      edit: boolean;
      submit: boolean;
      accept: boolean;
      return: boolean;
      reopen: boolean;
    };
    GridColumn: {
      index: number;
      label: string;
      path: string[];
      element?: string | null;
      element_label?: string | null;
      required: boolean;
      kind: string;
      unit?: string | null;
      options?: components['schemas']['CodeEntry'][] | null;
      readonly: boolean;
    };
    GridPage: { total: number; rows: components['schemas']['GridRow'][] };
    GridRow: {
      id: number;
      position: number;
      person_id?: number | null;
      excluded: boolean;
      exclude_reason?: string | null;
      version: number;
      cells: components['schemas']['GridCell'][];
    };
    GridCell: {
      text: string;
      masked: boolean;
      state: string;
      source?: string | null;
      as_of?: string | null;
      previous?: string | null;
      issue?: string | null;
    };
    RollupPage: { total: number; rows: components['schemas']['RollupRow'][] };
    RollupRow: components['schemas']['GridRow'] & { submission_id: number; community: string };

    Account: {
      id: number;
      login: string;
      name: string;
      role: string;
      area: components['schemas']['AreaRef'];
      department?: string | null;
      disabled: boolean;
      created_at: string;
    };
    NewAccount: {
      login: string;
      name: string;
      role: string;
      area: string;
      department?: string | null;
      password: string;
    };

    AuditPage: { total: number; rows: components['schemas']['AuditRow'][] };
    AuditRow: {
      id: number;
      at: string;
      actor: string;
      act: string;
      act_label: string;
      subject?: string | null;
      purpose?: string | null;
      detail?: string | null;
    };
  };
}
